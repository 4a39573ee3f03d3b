package io.bactrian.changelog;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class EmbeddedLargeRowsTest extends LargeRowsContract {
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  @TempDir Path folder;

  @Override
  ChangelogStore open() {
    return ChangelogStore.embedded(folder, PATIENCE);
  }

  @Test
  void a_small_heap_with_the_server_in_it_is_enough(@TempDir Path other) throws Exception {
    Process child =
        new ProcessBuilder(
                ProcessHandle.current().info().command().orElseThrow(),
                "-Xmx256m",
                "-cp",
                System.getProperty("java.class.path"),
                SmallHeap.class.getName(),
                other.toString())
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(other.resolve("errors").toFile())
            .start();
    assertThat(child.waitFor()).as("see %s", other).isZero();
  }

  /** Appends, reads and purges all entries of the contract. */
  static final class SmallHeap {
    private SmallHeap() {}

    public static void main(String[] args) {
      try (ChangelogStore store = ChangelogStore.embedded(Path.of(args[0]), PATIENCE)) {
        MongoChangelog changelog =
            new MongoChangelog(
                store.database(), store.blocks(), () -> UUID.randomUUID().toString());
        Head head = changelog.append(Head.EMPTY, "n", entries(0, 1_007));
        try (Changelog.Entries read = changelog.read(0, head.position())) {
          read.forEachRemaining(LogEntry::item);
        }
        changelog.purge(head.position());
      }
    }
  }
}
