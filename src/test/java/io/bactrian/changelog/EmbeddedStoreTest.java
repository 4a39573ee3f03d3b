package io.bactrian.changelog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bactrian.changelog.embedded.EmbeddedAccess;
import io.bactrian.problem.ProblemException;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The embedded store between processes, and what it survives. */
final class EmbeddedStoreTest {
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  @TempDir Path folder;

  @Test
  void the_second_to_open_the_folder_is_a_client_of_the_first() {
    try (ChangelogStore first = ChangelogStore.open("embedded", "test", folder, PATIENCE);
        ChangelogStore second = ChangelogStore.open("embedded", "test", folder, PATIENCE)) {
      assertThat(first.serving()).isTrue();
      assertThat(second.serving()).isFalse();
      Head head = append(second, Head.EMPTY, 3);
      assertThat(changelog(first).head()).isEqualTo(head);
    }
    assertThat(EmbeddedAccess.file(folder)).doesNotExist();
  }

  @Test
  void what_was_closed_is_there_when_it_opens_again_though_its_access_file_was_left()
      throws IOException {
    Head head;
    try (ChangelogStore store = ChangelogStore.embedded(folder, PATIENCE)) {
      head = append(store, Head.EMPTY, 700);
    }
    new EmbeddedAccess(1, "stale", ProcessHandle.current().pid()).publish(folder);
    try (ChangelogStore store = ChangelogStore.embedded(folder, PATIENCE)) {
      assertThat(store.serving()).isTrue();
      assertThat(changelog(store).head()).isEqualTo(head);
      assertThat(read(changelog(store), 700)).isEqualTo(LogEntries.between(0, 700, 1).toList());
    }
  }

  @Test
  void a_server_that_is_not_there_is_named_without_its_password() {
    assertThatThrownBy(
            () ->
                ChangelogStore.open(
                    "mongodb://ann:s3cret@127.0.0.1:1/site",
                    "test",
                    folder,
                    Duration.ofMillis(300)))
        .isInstanceOf(ProblemException.class)
        .hasMessageContaining("127.0.0.1:1")
        .hasMessageNotContaining("s3cret");
  }

  @Test
  void a_broken_file_is_named() throws IOException {
    Files.writeString(folder.resolve("changelog.mv"), "this is no store".repeat(1_000));
    assertThatThrownBy(() -> ChangelogStore.embedded(folder, PATIENCE))
        .isInstanceOf(ProblemException.class)
        .hasMessageContaining("changelog.mv can't be opened");
  }

  @Test
  void a_killed_process_loses_nothing_that_was_committed_and_tears_nothing() throws Exception {
    Head last = Head.EMPTY;
    for (int round = 0; round < 2; round++) {
      Process child =
          new ProcessBuilder(
                  ProcessHandle.current().info().command().orElseThrow(),
                  "-Xmx256m",
                  "-cp",
                  System.getProperty("java.class.path"),
                  Appender.class.getName(),
                  folder.toString())
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      long told = 0;
      try (BufferedReader heads = child.inputReader()) {
        String line = heads.readLine();
        for (int i = 0; line != null && i < 15; line = heads.readLine()) {
          if (line.startsWith("head ")) {
            told = Long.parseLong(line.substring(5));
            i++;
          }
        }
      }
      child.destroyForcibly().waitFor();
      assertThat(told).isGreaterThan(last.position());
      try (ChangelogStore store = ChangelogStore.embedded(folder, PATIENCE)) {
        Head found = changelog(store).head();
        assertThat(found.position()).isGreaterThanOrEqualTo(told);
        assertThat(read(changelog(store), found.position()))
            .isEqualTo(LogEntries.between(0, found.position(), 1).toList());
        last = append(store, found, found.position() + 1_200);
      }
    }
  }

  /** Appends until it is killed and says what it has committed. */
  static final class Appender {
    private Appender() {}

    public static void main(String[] args) {
      ChangelogStore store = ChangelogStore.embedded(Path.of(args[0]), PATIENCE);
      Head head = changelog(store).head();
      while (true) {
        head = append(store, head, head.position() + 1 + head.batch() % 3 * 300);
        System.out.println("head " + head.position());
      }
    }
  }

  private static MongoChangelog changelog(ChangelogStore store) {
    return new MongoChangelog(store.database(), store.blocks(), () -> UUID.randomUUID().toString());
  }

  private static Head append(ChangelogStore store, Head head, long through) {
    return changelog(store)
        .append(head, "n" + through, LogEntries.between(head.position(), through, 1).iterator());
  }

  private static List<LogEntry> read(MongoChangelog changelog, long through) {
    List<LogEntry> entries = new ArrayList<>();
    try (Changelog.Entries stream = changelog.read(0, through)) {
      stream.forEachRemaining(entries::add);
    }
    return entries;
  }
}
