package io.bactrian.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import io.bactrian.changelog.ChangelogStore;
import io.bactrian.changelog.CountedCommands;
import io.bactrian.exchange.mongo.MongoChangesetStore;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The embedded store holds in memory what one command deletes. */
class EmbeddedLargeContentTest {
  private static final int MIB = 1 << 20;

  @TempDir Path folder;

  @Test
  void an_acknowledged_changeset_of_any_size_is_dropped_a_few_pieces_at_a_time()
      throws IOException {
    try (ChangelogStore store = ChangelogStore.embedded(folder, Duration.ofSeconds(10))) {
      MongoChangesetStore changesets = new MongoChangesetStore(store);
      long small = commandsToDrop(changesets, 1, MIB);
      long large = commandsToDrop(changesets, 2, 70 * MIB);
      assertThat(store.database().getCollection("sent_chunks").countDocuments()).isZero();
      assertThat(large - small).isBetween(4L, 10L);
    }
  }

  private static long commandsToDrop(MongoChangesetStore changesets, long number, int bytes)
      throws IOException {
    Manifest manifest = new Manifest("c1", 1, number, "hash", number - 1, number, 1, bytes);
    changesets.saveSent(manifest, new ByteArrayInputStream(new byte[bytes]));
    try (CountedCommands commands = new CountedCommands()) {
      changesets.acknowledged("c1", 1, number);
      return commands.sent();
    }
  }
}
