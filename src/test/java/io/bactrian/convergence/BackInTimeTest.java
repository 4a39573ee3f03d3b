package io.bactrian.convergence;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import io.bactrian.convergence.Plan.Step;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/**
 * A site whose database or changelog was restored from an older backup either reports that or does
 * no harm. It never continues silently while rows differ.
 */
class BackInTimeTest {
  private static final int HISTORIES = Integer.getInteger("histories", 300);
  private static final long SEED = Long.getLong("seed", 1);

  /** What comes from the backup. */
  private enum Restored {
    DATABASE,
    CHANGELOG
  }

  @Test
  void a_restored_database_is_noticed() throws IOException {
    noticed(Restored.DATABASE);
  }

  @Test
  void a_restored_changelog_is_noticed() throws IOException {
    noticed(Restored.CHANGELOG);
  }

  private static void noticed(Restored what) throws IOException {
    int complained = 0;
    List<String> silent = new ArrayList<>();
    try (Laboratory laboratory = new Laboratory();
        FileSystem disk = Jimfs.newFileSystem(Configuration.unix())) {
      // the bound is of histories in which nobody crosses another on purpose
      for (long seed :
          LongStream.iterate(SEED, s -> s + 1)
              .filter(s -> !Crossing.in(s))
              .limit(HISTORIES)
              .toArray()) {
        History history = laboratory.loose(Plan.honest(seed), disk.getPath("/spool"), true);
        boolean complains = !restored(history, what).isEmpty();
        complained += complains ? 1 : 0;
        if (!complains && !history.wrong().isEmpty()) {
          silent.add(
              "seed " + seed + ": " + history.wrong() + "\n  " + String.join("\n  ", history.told));
        }
      }
    }
    System.out.println(
        "%d of %d sites with a restored %s complained".formatted(complained, HISTORIES, what));
    assertThat(silent).isEmpty();
    assertThat(complained).isGreaterThan(HISTORIES / 3);
  }

  /** Whatever was restored, and whatever was under way. */
  @Test
  void what_any_site_still_has_is_there_after_a_recovery() throws IOException {
    List<String> lost = new ArrayList<>();
    int checked = 0;
    try (Laboratory laboratory = new Laboratory();
        FileSystem disk = Jimfs.newFileSystem(Configuration.unix())) {
      for (long seed = SEED; seed < SEED + HISTORIES * 3; seed++) {
        History history = laboratory.loose(Plan.honest(seed), disk.getPath("/spool"), true);
        Shape shape = history.world.shape();
        if (shape == Shape.SAME && !history.world.rules().adds() || shape == Shape.TENFOLD) {
          checked++;
          List<String> missing = recovered(history);
          if (!missing.isEmpty()) {
            lost.add("seed " + seed + ": " + missing + "\n  " + String.join("\n  ", history.told));
          }
        }
      }
    }
    System.out.println("what " + checked + " recovered histories still had is there");
    assertThat(lost).isEmpty();
  }

  private static List<String> recovered(History history) {
    history.hub.database.refuses = write -> false;
    history.hub.database.applicationTrigger = id -> null;
    history.hub.database.rewrite = (table, row) -> row;
    List<Step> steps = history.plan.common();
    int half = steps.size() / 2;
    List<SimulatedSite> all = history.all();
    SimulatedSite site = all.get((int) (history.plan.seed() % all.size()));
    history.live(steps.subList(0, half));
    history.restoration.backUp(site);
    history.live(steps.subList(half, steps.size()));
    history.restoration.restoreUnused(site);
    Survivors survivors = new Survivors(history, site);
    history.heal();
    List<String> missing = new ArrayList<>(history.wrong());
    missing.addAll(survivors.missing());
    return missing;
  }

  private static List<String> restored(History history, Restored what) {
    List<Step> steps = history.plan.common();
    int half = steps.size() / 2;
    List<SimulatedSite> all = history.all();
    SimulatedSite site = all.get((int) (history.plan.seed() % all.size()));
    history.live(steps.subList(0, half));
    MemorySite.Backup database = site.database.backup();
    MemoryStore store = site.store.copy();
    history.live(steps.subList(half, steps.size()));
    history.tell(() -> site.id() + " gets its " + what + " from a backup");
    if (what == Restored.DATABASE) {
      site.database.restore(database);
    } else {
      site.store = store;
    }
    history.world.ledger().restored(site.id());
    site.start();
    return new Aftermath(history).complaints();
  }
}
