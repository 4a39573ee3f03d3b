package io.bactrian.changelog;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;
import org.bson.Document;
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

  @Test
  void large_documents_after_small_ones_are_written_out_as_they_come(@TempDir Path other)
      throws IOException {
    try (ChangelogStore store = ChangelogStore.embedded(other, PATIENCE)) {
      var parts = store.database().getCollection("log_parts").withWriteConcern(store.blocks());
      for (int i = 0; i < 40; i++) {
        parts.insertOne(new Document("_id", "small." + i).append("text", "x"));
      }
      for (int i = 0; i < 40; i++) {
        parts.insertOne(new Document("_id", "large." + i).append("text", "x".repeat(1 << 20)));
      }
      assertThat(Files.size(other.resolve("changelog.mv"))).isGreaterThan(30 << 20);
    }
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
