package io.bactrian.changelog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.mongodb.client.MongoCollection;
import io.bactrian.changelog.Changelog.StaleHeadException;
import io.bactrian.changeset.HexText;
import io.bactrian.changeset.Item;
import io.bactrian.changeset.Key;
import io.bactrian.changeset.Row;
import io.bactrian.destination.Destinations;
import io.bactrian.problem.ProblemException;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;
import org.bson.Document;
import org.bson.RawBsonDocument;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Rows that do not fit into a document: what a changelog promises of them, whatever holds it. */
abstract class LargeRowsContract {
  private static final int MEGA = 1 << 20;
  private final AtomicLong ids = new AtomicLong();
  private ChangelogStore store;
  private MongoChangelog changelog;
  private MongoCollection<Document> log;
  private MongoCollection<Document> parts;

  /** A new, empty store. */
  abstract ChangelogStore open();

  @BeforeEach
  void start() {
    store = open();
    changelog = changelog();
    log = store.database().getCollection("log");
    parts = store.database().getCollection("log_parts");
  }

  private MongoChangelog changelog() {
    return new MongoChangelog(store.database(), store.blocks(), () -> "a" + ids.incrementAndGet());
  }

  @AfterEach
  void stop() {
    store.database().drop();
    store.close();
  }

  @Test
  void rows_larger_than_a_document_are_read_back_and_purged_like_any() {
    Head head = changelog.append(Head.EMPTY, "n", entries(0, 1_007));
    assertThat(parts.countDocuments()).isEqualTo(13 + 10 + 10);
    assertRead(0, 1_007);
    assertRead(4, 6);
    for (RawBsonDocument block : log.withDocumentClass(RawBsonDocument.class).find()) {
      assertThat(block.getByteBuffer().remaining()).isLessThan(4 * MEGA);
    }
    changelog.purge(999);
    assertThat(parts.countDocuments()).isEqualTo(20);
    head = changelog.append(head, "m", entries(1_007, 1_010));
    assertRead(1_000, 1_010);
    changelog.purge(Long.MAX_VALUE);
    assertThat(parts.countDocuments()).isZero();
    assertThat(log.countDocuments()).isZero();
  }

  @Test
  void a_verdict_of_many_rows_and_a_block_of_many_middling_ones_stay_small() {
    String text = "\u20ac\ud83d\udc2a\"".repeat(50_000);
    List<Item.Image> images =
        LongStream.range(0, 30)
            .mapToObj(i -> new Item.Image(LogEntries.ALTERED, Row.of("" + i, text)))
            .toList();
    Item verdict = new Item.Verdict("customers", Key.of("1"), 7, false, images);
    List<LogEntry> all =
        LongStream.rangeClosed(1, 40)
            .mapToObj(p -> entry(p, p == 20 ? verdict : change(null, Row.of("" + p, text))))
            .toList();
    changelog.append(Head.EMPTY, "n", all.iterator());
    for (RawBsonDocument block : log.withDocumentClass(RawBsonDocument.class).find()) {
      assertThat(block.getByteBuffer().remaining()).isLessThan(4 * MEGA);
    }
    try (Changelog.Entries read = changelog.read(0, 40)) {
      assertThat(read).toIterable().isEqualTo(all);
    }
  }

  @Test
  void a_large_binary_value_stands_in_parts_and_is_read_as_bytes() {
    Row row = row("1", "0123456789abcdef".repeat(3 * MEGA / 16));
    changelog.append(Head.EMPTY, "n", List.of(entry(1, change(row, row))).iterator());
    assertThat(parts.countDocuments()).isEqualTo(8);
    try (Changelog.Entries read = changelog.read(0, 1)) {
      Item.Change change = (Item.Change) read.next().item();
      assertThat(change).isEqualTo(change(row, row));
      assertThat(change.after().cell(1)).isInstanceOf(HexText.class);
    }
  }

  @Test
  void a_part_ends_between_characters() {
    String camels = "x" + "\ud83d\udc2a".repeat(3 * MEGA / 2);
    changelog.append(Head.EMPTY, "n", List.of(entry(1, change(null, row("1", camels)))).iterator());
    try (Changelog.Entries read = changelog.read(0, 1)) {
      assertThat(((Item.Change) read.next().item()).after().get(1).equals(camels)).isTrue();
    }
  }

  @Test
  void parts_that_an_interrupted_batch_left_are_removed_by_the_next() {
    changelog.begin(Head.EMPTY, entries(0, 1_007)).blocks().next();
    assertThat(parts.countDocuments()).isEqualTo(13);
    Head head = changelog().append(Head.EMPTY, "n", entries(0, 2));
    assertThat(parts.countDocuments()).isZero();
    Appending all = changelog().begin(head, entries(2, 1_007));
    all.blocks().forEachRemaining(log::insertOne);
    assertThat(changelog().append(head, "m", entries(2, 1_007)).position()).isEqualTo(1_007);
    assertThat(parts.countDocuments()).isEqualTo(33);
    assertRead(0, 1_007);
  }

  @Test
  void a_late_runner_neither_removes_nor_replaces_parts_and_leaves_none_for_ever() {
    Appending early = changelog.begin(Head.EMPTY, entries(0, 1_007));
    early.blocks().next();
    Appending late = changelog().begin(Head.EMPTY, entries(0, 1_007));
    late.blocks().forEachRemaining(log::insertOne);
    assertThat(parts.countDocuments()).isEqualTo(33);
    parts.insertOne(new Document("_id", "a1.13").append("position", 3L).append("text", "late"));
    assertThatThrownBy(() -> early.blocks().forEachRemaining(block -> {}))
        .isInstanceOf(StaleHeadException.class);
    assertThatThrownBy(() -> early.commit("early")).isInstanceOf(ProblemException.class);
    late.commit("late");
    assertRead(0, 1_007);
    changelog.purge(1_007);
    assertThat(parts.countDocuments()).isZero();
  }

  @Test
  void a_missing_part_is_told_and_only_to_who_asks_for_its_row() {
    changelog.append(Head.EMPTY, "n", entries(0, 10));
    parts.deleteOne(new Document("_id", "a1.3"));
    assertRead(0, 4);
    assertRead(5, 10);
    assertThatThrownBy(() -> assertRead(4, 5)).hasMessageContaining("`a1.0`");
  }

  private void assertRead(long after, long through) {
    Iterator<LogEntry> expected = entries(after, through);
    try (Changelog.Entries read = changelog.read(after, through)) {
      while (expected.hasNext()) {
        LogEntry next = expected.next();
        assertThat(read.next().equals(next)).as("position %d", next.position()).isTrue();
      }
      assertThat(read.hasNext()).isFalse();
    }
  }

  /** Position 5 is an insert of 12 MB, position 1,003 an update of 10 MB to 10 other. */
  static Iterator<LogEntry> entries(long after, long through) {
    return LongStream.rangeClosed(after + 1, through)
        .mapToObj(
            p ->
                switch ((int) p) {
                  case 5 -> entry(p, change(null, row("5", "a\"\\".repeat(5 * MEGA / 2))));
                  case 1_003 -> entry(p, large(p));
                  default -> LogEntries.at(p, 1);
                })
        .iterator();
  }

  private static Item large(long position) {
    return change(
        row("" + position, "b".repeat(10 * MEGA - 20)),
        row("" + position, "c".repeat(10 * MEGA - 20)));
  }

  private static Row row(String id, String text) {
    return Row.of(id, text);
  }

  private static Item.Change change(Row before, Row after) {
    return new Item.Change(LogEntries.ALTERED, before, after);
  }

  private static LogEntry entry(long position, Item item) {
    return new LogEntry(
        position,
        position,
        "" + position,
        Instant.EPOCH,
        null,
        Destinations.of("c42"),
        Destinations.of("c42"),
        true,
        item);
  }
}
