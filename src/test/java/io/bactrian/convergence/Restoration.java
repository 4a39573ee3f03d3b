package io.bactrian.convergence;

import io.bactrian.changelog.LogEntry;
import io.bactrian.recovery.Lost;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Makes backups of sites and restores them: the site runs for a while before anyone notices, then
 * it is recovered. The recovery may be interrupted, and is then run again.
 */
final class Restoration {
  private static final int UNAWARE = 3;

  private final History history;
  private final Random random;
  private final Map<String, List<Backup>> backups = new HashMap<>();

  /** Both stores at one moment. */
  private record Backup(MemorySite.Backup database, MemoryStore store) {}

  Restoration(History history, Random random) {
    this.history = history;
    this.random = random;
  }

  void backUp(SimulatedSite site) {
    backups
        .computeIfAbsent(site.id(), id -> new ArrayList<>())
        .add(new Backup(site.database.backup(), site.store.copy()));
  }

  /** Does nothing when there is no backup yet. */
  void restore(SimulatedSite site) {
    restore(site, random.nextInt(UNAWARE));
  }

  /** The same, recovered before anything else happens. */
  void restoreUnused(SimulatedSite site) {
    restore(site, 0);
  }

  private void restore(SimulatedSite site, int unaware) {
    List<Backup> of = backups.getOrDefault(site.id(), List.of());
    if (of.isEmpty()) {
      return;
    }
    Backup backup = of.get(random.nextInt(of.size()));
    Lost lost = Lost.values()[random.nextInt(Lost.values().length)];
    history.tell(() -> site.id() + " gets from a backup: " + lost);
    boolean again = history.world.ledger().wasRestored(site.id()); // what was lost may be back
    history.world.ledger().restored(site.id());
    if (!again && lost == Lost.DATABASE && !site.isHub() && purged(site, backup).isEmpty()) {
      history.world.ledger().lost(site.id(), unlogged(site, backup));
    } else {
      history.world.ledger().countNoMore();
    }
    if (lost != Lost.CHANGELOG) {
      site.database.restore(backup.database());
    }
    if (lost != Lost.DATABASE) {
      site.store = backup.store().copy();
    }
    site.start();
    for (int n = unaware; n > 0; n--) {
      unaware(site);
    }
    history.peace();
    recover(site, lost);
  }

  /** Transactions that only the database of now has. */
  private static Set<String> unlogged(SimulatedSite site, Backup backup) {
    Set<String> only = names(site.database.outbox);
    only.removeAll(names(backup.database().outbox()));
    only.removeAll(logged(site));
    return only;
  }

  /**
   * Transactions that the backup's outbox brings back, though they were captured and every partner
   * has them: nobody can tell them from what is written after the restore.
   */
  private static Set<String> purged(SimulatedSite site, Backup backup) {
    Set<String> back = names(backup.database().outbox());
    back.removeAll(names(site.database.outbox));
    back.removeAll(logged(site));
    return back;
  }

  private static Set<String> logged(SimulatedSite site) {
    return site.store.blocks.values().stream()
        .flatMap(block -> block.entries().stream())
        .filter(entry -> entry.position() <= site.store.head.position())
        .map(LogEntry::transaction)
        .collect(Collectors.toSet());
  }

  private static Set<String> names(List<MemoryLog.Out> outbox) {
    return outbox.stream().map(MemoryLog.Out::transaction).collect(Collectors.toSet());
  }

  /** It writes and exchanges as if nothing was; some of that fails. */
  private void unaware(SimulatedSite site) {
    noting(() -> history.people.write(site.database, ""));
    noting(() -> history.at(site, site.process::watchOutbox));
    for (SimulatedSite spoke : history.spokes) {
      if (spoke == site || site.isHub()) {
        noting(() -> history.traffic.exchange(spoke));
      }
    }
  }

  private void noting(Runnable what) {
    try {
      what.run();
    } catch (RuntimeException complaint) {
      history.tell(() -> "  " + complaint.getMessage());
    }
  }

  private void recover(SimulatedSite site, Lost lost) {
    boolean done = false;
    for (int tries = 0; !done; tries++) {
      site.start();
      if (tries < 2 && random.nextInt(3) == 0) {
        site.fate.dieAfter(random.nextInt(40));
      }
      done = history.at(site, () -> site.process.recover(lost));
    }
    history.recoveries++;
    history.tell(() -> site.id() + " is recovered");
    site.start();
  }
}
