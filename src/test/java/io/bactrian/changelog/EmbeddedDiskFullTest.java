package io.bactrian.changelog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.mongodb.MongoCommandException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The disk under the embedded store is full for a while. */
class EmbeddedDiskFullTest {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  @TempDir private Path folder;
  @TempDir private Path elsewhere;
  private SmallDisk disk;
  private ChangelogStore store;

  @BeforeEach
  void open() throws Exception {
    disk = SmallDisk.mount(folder, 80);
    store = ChangelogStore.embedded(folder, PATIENCE);
  }

  @AfterEach
  void close() throws Exception {
    if (disk != null) {
      disk.free();
      store.close();
      disk.close();
    }
  }

  private static MongoChangelog changelog(ChangelogStore store) {
    return new MongoChangelog(store.database(), store.blocks(), () -> UUID.randomUUID().toString());
  }

  private Head append(Head head) {
    long through = head.position() + 1 + head.batch() % 3 * 700;
    return changelog(store)
        .append(head, "n" + through, LogEntries.between(head.position(), through, 1).iterator());
  }

  private static void holds(ChangelogStore store, Head head) {
    assertThat(changelog(store).head()).isEqualTo(head);
    List<LogEntry> entries = new ArrayList<>();
    try (Changelog.Entries stream = changelog(store).read(0, head.position())) {
      stream.forEachRemaining(entries::add);
    }
    assertThat(entries).isEqualTo(LogEntries.between(0, head.position(), 1).toList());
  }

  /** Appends until it is refused. */
  private Head appendAll(Head from, AtomicReference<MongoCommandException> refused) {
    Head head = from;
    while (refused.get() == null) {
      Head last = head;
      AtomicReference<Head> next = new AtomicReference<>(last);
      refused.set(catchThrowableOfType(MongoCommandException.class, () -> next.set(append(last))));
      head = next.get();
    }
    return head;
  }

  @Test
  void writes_are_refused_clearly_and_go_on_when_there_is_room_again() throws Exception {
    Head head = Head.EMPTY;
    for (int round = 0; round < 3; round++) {
      head = append(head);
      disk.fill();
      AtomicReference<MongoCommandException> refused = new AtomicReference<>();
      head = appendAll(head, refused);
      assertThat(refused.get().getErrorCode()).isEqualTo(14031);
      assertThat(refused.get().getErrorMessage())
          .contains(
              "The disk under the embedded changelog",
              folder.toString(),
              "is full. This write is refused",
              "nothing that was written before is lost",
              "Free more than 32 MB there: the site goes on by itself");
      assertThat(folder.resolve("changelog.mv.reserve")).doesNotExist();
      holds(store, head);
      Path copy = Files.createDirectory(elsewhere.resolve("killed" + round));
      Files.copy(folder.resolve("changelog.mv"), copy.resolve("changelog.mv"));
      try (ChangelogStore killed = ChangelogStore.embedded(copy, PATIENCE)) {
        holds(killed, head);
      }
      disk.free();
      head = append(head);
      holds(store, head);
    }
    store.close();
    store = ChangelogStore.embedded(folder, PATIENCE);
    holds(store, head);
  }

  @Test
  void a_store_whose_reserve_others_take_waits_and_loses_nothing() throws Exception {
    AtomicBoolean filling = new AtomicBoolean(true);
    CompletableFuture<Void> filler =
        CompletableFuture.runAsync(
            () -> {
              while (filling.get()) {
                try {
                  disk.fill();
                } catch (java.io.IOException noRoomForAName) {
                  Thread.onSpinWait();
                }
              }
            });
    AtomicReference<MongoCommandException> refused = new AtomicReference<>();
    CompletableFuture<Head> appended =
        CompletableFuture.supplyAsync(() -> appendAll(Head.EMPTY, refused));
    Path reserve = folder.resolve("changelog.mv.reserve");
    while (Files.exists(reserve) && !appended.isDone()) {
      Thread.onSpinWait();
    }
    filling.set(false);
    filler.get();
    disk.free();
    while (refused.get() == null && Files.notExists(reserve)) {
      Thread.onSpinWait();
    }
    disk.fill();
    Head head = appended.get();
    holds(store, head);
    disk.free();
    holds(store, append(head));
  }
}
