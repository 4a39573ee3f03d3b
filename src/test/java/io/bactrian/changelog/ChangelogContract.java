package io.bactrian.changelog;

import static com.mongodb.client.model.Filters.eq;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Updates;
import io.bactrian.changelog.Changelog.StaleHeadException;
import io.bactrian.problem.ProblemException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a changelog promises, whatever holds it. */
abstract class ChangelogContract {
  private final AtomicLong ids = new AtomicLong();
  private ChangelogStore store;
  private MongoChangelog changelog;
  private MongoCollection<Document> log;

  /** A new, empty store. */
  abstract ChangelogStore open();

  @BeforeEach
  void start() {
    store = open();
    changelog =
        new MongoChangelog(store.database(), store.blocks(), () -> "a" + ids.incrementAndGet());
    log = store.database().getCollection("log");
  }

  @AfterEach
  void stop() {
    store.database().drop();
    store.close();
  }

  @Test
  void what_was_appended_is_read_back_exactly() {
    Head first = append(Head.EMPTY, 1_700);
    Head second = append(first, 1_701);
    assertThat(second).isEqualTo(new Head(1, 2, "n1701", 1_701, 1_700));
    assertThat(changelog.head()).isEqualTo(second);
    assertThat(read(0, 1_701)).isEqualTo(expected(0, 1_701));
    assertThat(read(499, 1_001)).isEqualTo(expected(499, 1_001));
    assertThat(read(1_701, 1_701)).isEmpty();
  }

  @Test
  void any_range_of_any_batches_is_read() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    Head head = Head.EMPTY;
    for (int batch = 0; batch < 12; batch++) {
      head = append(head, head.position() + 1 + random.nextInt(batch % 3 == 0 ? 1_500 : 4));
    }
    for (int i = 0; i < 12; i++) {
      long through = 1 + random.nextLong(head.position());
      long after = random.nextLong(through);
      assertThat(read(after, through)).as("seed %d", seed).isEqualTo(expected(after, through));
      assertThat(read(through, head.position())).isEqualTo(expected(through, head.position()));
    }
  }

  @Test
  void an_empty_batch_does_not_move_the_head() {
    assertThat(append(Head.EMPTY, 0)).isEqualTo(Head.EMPTY);
    Appending appending = changelog.begin(Head.EMPTY, List.<LogEntry>of().iterator());
    assertThat(appending.blocks().hasNext()).isFalse();
    assertThat(appending.commit("n")).isEqualTo(Head.EMPTY);
    assertThat(changelog.head()).isEqualTo(Head.EMPTY);
  }

  @Test
  void a_head_elsewhere_is_refused_and_nothing_is_read_of_the_batch() {
    Head head = append(Head.EMPTY, 10);
    assertThatThrownBy(() -> append(Head.EMPTY, 20)).isInstanceOf(StaleHeadException.class);
    Head restored = new Head(1, 1, "other", 10, 0);
    assertThatThrownBy(() -> append(restored, 20)).isInstanceOf(StaleHeadException.class);
    assertThat(changelog.head()).isEqualTo(head);
    assertThat(read(0, 10)).isEqualTo(expected(0, 10));
  }

  @Test
  void what_an_interrupted_batch_left_is_replaced() {
    Head head = append(Head.EMPTY, 10);
    begin(head, 1_600, 99).blocks().forEachRemaining(log::insertOne);
    Head next = append(head, 700);
    assertThat(read(0, 700)).isEqualTo(expected(0, 700));
    assertThat(log.countDocuments()).isEqualTo(3);
    append(next, 1_300);
    assertThat(read(0, 1_300)).isEqualTo(expected(0, 1_300));
  }

  @Test
  void of_two_runners_only_the_last_to_begin_moves_the_head() {
    Head head = append(Head.EMPTY, 10);
    Appending early = begin(head, 30, 99);
    Appending late = begin(head, 20, 1);
    late.blocks().forEachRemaining(log::insertOne);
    assertThatThrownBy(() -> early.blocks().forEachRemaining(log::insertOne))
        .isInstanceOf(com.mongodb.MongoWriteException.class);
    assertThatThrownBy(() -> early.commit("early")).isInstanceOf(ProblemException.class);
    Head moved = late.commit("late");
    assertThatThrownBy(() -> begin(head, 30, 1)).isInstanceOf(StaleHeadException.class);
    assertThat(changelog.head()).isEqualTo(moved);
    assertThat(read(0, 20)).isEqualTo(expected(0, 20));
  }

  @Test
  void a_claim_that_was_taken_over_can_not_commit() {
    Appending early = begin(Head.EMPTY, 30, 1);
    early.blocks().forEachRemaining(log::insertOne);
    log.deleteMany(new Document());
    Appending late = begin(Head.EMPTY, 20, 1);
    early.blocks();
    log.insertOne(new Document("_id", 1L).append("last", 30L).append("appending", "a1"));
    assertThatThrownBy(() -> early.commit("n")).isInstanceOf(StaleHeadException.class);
    assertThatThrownBy(() -> late.blocks().forEachRemaining(log::insertOne))
        .isInstanceOf(com.mongodb.MongoWriteException.class);
  }

  @Test
  void blocks_that_a_late_runner_left_inside_the_log_are_not_read() {
    Head head = append(Head.EMPTY, 10);
    List<Document> late = new ArrayList<>();
    begin(head, 900, 99).blocks().forEachRemaining(late::add);
    Head next = append(head, 300);
    append(next, 1_000);
    log.insertOne(late.get(1));
    assertThat(late.get(1).getLong("_id")).isEqualTo(511);
    assertThat(read(0, 1_000)).isEqualTo(expected(0, 1_000));
    assertThat(read(510, 1_000)).isEqualTo(expected(510, 1_000));
  }

  @Test
  void blocks_that_a_late_runner_left_of_the_same_batch_are_not_read() {
    Head head = append(Head.EMPTY, 10);
    List<Document> late = new ArrayList<>();
    begin(head, 900, 99).blocks().forEachRemaining(late::add);
    append(head, 1_000);
    log.insertOne(late.get(1).append("_id", 600L));
    for (long after = 510; after < 1_000; after += 7) {
      assertThat(read(after, 1_000)).isEqualTo(expected(after, 1_000));
    }
  }

  @Test
  void a_purge_that_was_slow_does_not_set_the_beginning_back() {
    Head head = append(append(Head.EMPTY, 1_200), 1_300);
    StoredHead stored = new StoredHead(store.database().getCollection("head"));
    changelog.purge(1_000);
    stored.first(501);
    assertThat(stored.first()).isEqualTo(1_001);
    changelog.purge(1_200);
    append(head, 1_310);
    assertThat(read(1_200, 1_310)).isEqualTo(expected(1_200, 1_310));
  }

  @Test
  void a_missing_block_shows_as_a_hole() {
    append(Head.EMPTY, 2_000);
    log.deleteOne(eq("_id", 1_001L));
    assertThatThrownBy(() -> read(0, 2_000))
        .isInstanceOf(ProblemException.class)
        .hasMessageContaining("no entry at position 1001");
    assertThatThrownBy(() -> read(1_200, 2_000))
        .isInstanceOf(ProblemException.class)
        .hasMessageContaining("no entry at position 1201");
    assertThat(read(0, 1_000)).isEqualTo(expected(0, 1_000));
  }

  @Test
  void a_block_that_lost_an_entry_is_not_read() {
    append(Head.EMPTY, 30);
    log.updateOne(eq("_id", 1L), Updates.popLast("entries"));
    assertThatThrownBy(() -> read(0, 30)).hasMessageContaining("has 29 entries");
  }

  @Test
  void a_block_that_was_not_inserted_is_noticed_before_the_head_moves() {
    Appending appending = begin(Head.EMPTY, 1_600, 1);
    List<Document> blocks = new ArrayList<>();
    assertThatThrownBy(() -> appending.commit("n")).hasMessageContaining("before all");
    appending.blocks().forEachRemaining(blocks::add);
    blocks.remove(2);
    log.insertMany(blocks);
    assertThatThrownBy(() -> appending.commit("n")).hasMessageContaining("1 are not stored");
    assertThat(changelog.head()).isEqualTo(Head.EMPTY);
    assertThat(append(Head.EMPTY, 700).position()).isEqualTo(700);
  }

  @Test
  void positions_with_a_gap_are_refused() {
    var entries = List.of(LogEntries.at(1, 1), LogEntries.at(3, 1)).iterator();
    assertThatThrownBy(() -> changelog.append(Head.EMPTY, "n", entries))
        .hasMessageContaining("after position 1 comes 2, not 3");
    assertThat(changelog.head()).isEqualTo(Head.EMPTY);
  }

  @Test
  void purging_removes_whole_blocks_and_no_more() {
    Head head = append(append(Head.EMPTY, 1_200), 1_300);
    changelog.purge(999);
    changelog.purge(999);
    assertThat(log.countDocuments()).isEqualTo(3);
    assertThat(read(500, 1_300)).isEqualTo(expected(500, 1_300));
    assertThatThrownBy(() -> read(499, 600)).hasMessageContaining("It was purged");
    changelog.purge(Long.MAX_VALUE);
    assertThat(log.countDocuments()).isZero();
    append(head, 1_310);
    assertThat(read(1_300, 1_310)).isEqualTo(expected(1_300, 1_310));
    changelog.purge(1_305);
    assertThat(log.countDocuments()).isEqualTo(1);
  }

  @Test
  void a_log_of_any_length_is_removed_a_few_blocks_at_a_time() {
    log.insertMany(LongStream.rangeClosed(1, 450).mapToObj(n -> new Document("_id", n)).toList());
    try (CountedCommands commands = new CountedCommands()) {
      changelog.restart(new Head(2, 0, "n", 450, 450));
      assertThat(commands.sent()).isBetween(8L, 20L);
    }
    assertThat(log.countDocuments()).isZero();
  }

  @Test
  void large_rows_make_short_blocks() {
    String large = "x".repeat(200_000);
    var entries =
        LogEntries.between(0, 9, 1)
            .map(
                e ->
                    new LogEntry(
                        e.position(),
                        e.number(),
                        e.transaction(),
                        e.at(),
                        null,
                        e.before(),
                        e.after(),
                        true,
                        new io.bactrian.changeset.Item.Change(
                            LogEntries.ALTERED,
                            null,
                            io.bactrian.changeset.Row.of("" + e.position(), large))))
            .toList();
    changelog.append(Head.EMPTY, "n", entries.iterator());
    assertThat(log.countDocuments()).isEqualTo(2);
    assertThat(read(0, 9)).isEqualTo(entries);
  }

  @Test
  void its_size_is_estimated_by_few_commands_however_long_it_is() {
    append(Head.EMPTY, 9_000);
    long whole = text();
    try (CountedCommands commands = new CountedCommands()) {
      assertThat(changelog.size(0, 9_000)).isBetween(whole * 9 / 10, whole * 11 / 10);
      assertThat(commands.sent()).isLessThanOrEqualTo(10);
    }
    assertThat(changelog.size(8_000, 9_000)).isBetween(whole / 10, whole / 8);
    assertThat(changelog.size(9_000, 9_000)).isZero();
    changelog.purge(4_000);
    assertThat(changelog.size(0, 9_000)).as("of what is left").isPositive();
  }

  private long text() {
    long chars = 0;
    for (Document block : log.find()) {
      for (String field : List.of("entries", "transactions")) {
        chars += block.getList(field, String.class).stream().mapToLong(String::length).sum();
      }
    }
    return chars;
  }

  private Appending begin(Head head, long through, long seed) {
    return changelog.begin(head, LogEntries.between(head.position(), through, seed).iterator());
  }

  private Head append(Head head, long through) {
    return changelog.append(head, "n" + through, expected(head.position(), through).iterator());
  }

  private static List<LogEntry> expected(long after, long through) {
    return LogEntries.between(after, through, 1).toList();
  }

  private List<LogEntry> read(long after, long through) {
    List<LogEntry> entries = new ArrayList<>();
    try (Changelog.Entries stream = changelog.read(after, through)) {
      stream.forEachRemaining(entries::add);
    }
    return entries;
  }
}
