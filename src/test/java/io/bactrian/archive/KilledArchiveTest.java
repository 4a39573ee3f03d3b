package io.bactrian.archive;

import static org.assertj.core.api.Assertions.assertThat;

import io.bactrian.apply.OutboxRecord.ConflictRecord;
import io.bactrian.changelog.ChangelogStore;
import io.bactrian.changelog.ConflictLog;
import io.bactrian.changelog.ConflictNotes;
import io.bactrian.changelog.ConflictPurge;
import io.bactrian.changelog.RulesHistory;
import io.bactrian.changeset.Column;
import io.bactrian.changeset.LogicalType;
import io.bactrian.changeset.Row;
import io.bactrian.changeset.Table;
import io.bactrian.conflict.Conflict;
import io.bactrian.conflict.Decision;
import io.bactrian.conflict.Kind;
import java.io.BufferedReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process that archives records is killed after they were written, before they are deleted. */
class KilledArchiveTest {
  private static final int RECORDS = 50;
  private static final Table TABLE =
      new Table(
          "article", List.of(new Column("id", LogicalType.INTEGER, "bigint", 0, -1, false, true)));

  @TempDir private Path dir;

  private static ChangelogStore store(Path dir) {
    return ChangelogStore.embedded(dir.resolve("store"), Duration.ofSeconds(30));
  }

  private static ConflictArchive archive(Path dir, ChangelogStore store, Runnable written) {
    return new ConflictArchive(
        new ConflictLog(store),
        new ConflictNotes(store, () -> "note"),
        new ConflictPurge(store),
        new RulesHistory(store),
        new ConflictArchive.Policy(
            Optional.of(Duration.ofDays(1)), Optional.empty(), dir.resolve("archive")),
        Set::of,
        gone -> written.run(),
        Clock.systemUTC());
  }

  /** Archives until it is killed. */
  static final class Archivist {
    private Archivist() {}

    public static void main(String[] args) {
      Path dir = Path.of(args[0]);
      Runnable stuck =
          () -> {
            System.out.println("written");
            while (true) {
              LockSupport.park();
            }
          };
      archive(dir, store(dir), stuck).run();
    }
  }

  private static ConflictRecord record(int id) {
    Row row = Row.of("" + id);
    Conflict conflict = new Conflict(Kind.UPDATE_UPDATE, TABLE, List.of(0), row, row, row, "c1");
    return new ConflictRecord("k" + id, 7, conflict, new Decision(row, "hub", 1, false));
  }

  private List<String> lines() throws Exception {
    try (Stream<Path> files = Files.list(dir.resolve("archive"))) {
      return files.flatMap(KilledArchiveTest::lines).toList();
    }
  }

  private static Stream<String> lines(Path file) {
    try {
      return Files.readAllLines(file).stream();
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private long kept() {
    try (ChangelogStore store = store(dir)) {
      return new ConflictPurge(store).count();
    }
  }

  @Test
  void every_record_is_in_the_archive_once_and_none_in_the_store() throws Exception {
    try (ChangelogStore store = store(dir)) {
      List<ConflictRecord> all =
          IntStream.range(0, RECORDS).mapToObj(KilledArchiveTest::record).toList();
      new ConflictLog(store).save(all, Instant.EPOCH);
    }
    for (int kills = 0; kills < 2; kills++) {
      Process child =
          new ProcessBuilder(
                  ProcessHandle.current().info().command().orElseThrow(),
                  "-Xmx256m",
                  "-cp",
                  System.getProperty("java.class.path"),
                  Archivist.class.getName(),
                  dir.toString())
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      try (BufferedReader said = child.inputReader()) {
        String line = said.readLine();
        while (line != null && !line.equals("written")) {
          line = said.readLine();
        }
        assertThat(line).isEqualTo("written");
      }
      child.destroyForcibly().waitFor();
      assertThat(kept()).isEqualTo(RECORDS);
      assertThat(lines()).hasSize(RECORDS);
    }
    try (ChangelogStore store = store(dir)) {
      archive(dir, store, () -> {}).run();
    }
    assertThat(kept()).isZero();
    assertThat(lines()).hasSize(RECORDS).doesNotHaveDuplicates();
  }
}
