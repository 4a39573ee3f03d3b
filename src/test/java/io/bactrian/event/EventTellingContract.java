package io.bactrian.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bactrian.apply.OutboxRecord.ConflictRecord;
import io.bactrian.changelog.Act;
import io.bactrian.changelog.ChangelogStore;
import io.bactrian.changelog.ConflictLog;
import io.bactrian.changelog.ConflictNews;
import io.bactrian.changeset.Column;
import io.bactrian.changeset.LogicalType;
import io.bactrian.changeset.Row;
import io.bactrian.changeset.Table;
import io.bactrian.conflict.Conflict;
import io.bactrian.conflict.Decision;
import io.bactrian.conflict.Kind;
import io.bactrian.event.EventReader.Part;
import io.bactrian.exchange.Signal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each event is told once, whatever was interrupted; who reads too late is told so. */
abstract class EventTellingContract {
  private static final Instant NOON = Instant.parse("2026-05-01T12:00:00Z");
  private static final Table TABLE =
      new Table(
          "article",
          List.of(
              new Column("id", LogicalType.INTEGER, "bigint", 0, -1, false, true),
              new Column("price", LogicalType.TEXT, "text", 0, -1, true, false)));

  private final Map<String, Long> applied = new TreeMap<>();
  private ChangelogStore store;
  private ConflictLog conflicts;
  private EventJournal journal;
  private EventTelling telling;
  private long generation = 1;

  /** A new, empty store. */
  abstract ChangelogStore open();

  @AfterEach
  void close() {
    store.database().drop();
    store.close();
  }

  @BeforeEach
  void begin() {
    store = open();
    conflicts = new ConflictLog(store);
    journal = new EventJournal(store.database());
    generation = 1;
    applied.clear();
    telling = telling();
    telling.tell();
  }

  private EventTelling telling() {
    return telling(journal);
  }

  private EventTelling telling(EventJournal journal) {
    EventTelling.Applied numbers =
        new EventTelling.Applied() {
          @Override
          public Map<String, Long> newest() {
            return Map.copyOf(applied);
          }

          @Override
          public List<Long> after(String partner, long number, int most) {
            return LongStream.rangeClosed(number + 1, applied.get(partner))
                .limit(most)
                .boxed()
                .toList();
          }
        };
    return new EventTelling(
        journal,
        new ConflictNews(store),
        new EventTelling.Happened(() -> generation, numbers, new Signal()),
        1_000,
        Clock.fixed(NOON, ZoneOffset.UTC));
  }

  private void opened(String id, boolean open) {
    Conflict conflict =
        new Conflict(Kind.UPDATE_UPDATE, TABLE, List.of(1), row("1"), row("2"), row("3"), "c1");
    conflicts.save(
        List.of(new ConflictRecord(id, 7, conflict, new Decision(row("2"), "manual", 1, open))),
        NOON);
  }

  private static Row row(String price) {
    return Row.of("1", price);
  }

  private void decided(String id, String by) {
    conflicts.add(id, new Act(Act.Kind.DECIDED, by, "theirs", null, NOON, null, null, null));
  }

  private List<String> told() {
    return part(new EventId(generation, 0)).events().stream()
        .map(EventTellingContract::text)
        .toList();
  }

  private Part part(EventId place) {
    return new EventReader(journal).after(place, 10_000).orElseThrow();
  }

  private static String text(Event event) {
    return "%d %s %s %s"
        .formatted(
            event.number(),
            event.kind().word(),
            event.data().getOrDefault("conflict", event.data().get("partner")),
            event.data().getOrDefault("by", event.data().getOrDefault("changeset", "")));
  }

  @Test
  void what_happened_is_numbered_in_order_and_told_once() {
    opened("a", true);
    opened("by-rule", false);
    telling.tell();
    decided("a", "ann");
    decided("a", "bob");
    applied.put("c1", 2L);
    telling.tell();
    telling.tell();
    assertThat(told())
        .containsExactly(
            "1 conflict-opened a ",
            "2 conflict-decided a ann",
            "3 conflict-decided a bob",
            "4 changeset-applied c1 1",
            "5 changeset-applied c1 2");
  }

  @Test
  void a_conflict_that_is_saved_again_after_a_crash_is_not_told_again() {
    opened("a", true);
    telling.tell();
    opened("a", true);
    telling().tell();
    assertThat(told()).containsExactly("1 conflict-opened a ");
  }

  @Test
  void an_append_that_was_cut_off_before_the_head_moved_is_done_again_under_the_same_numbers() {
    opened("a", true);
    store
        .database()
        .getCollection("events")
        .insertOne(
            new Document("_id", 1L)
                .append("kind", "conflict-decided")
                .append("at", java.util.Date.from(NOON))
                .append("key", "never/1")
                .append("data", new Document("conflict", "never")));
    assertThat(told()).isEmpty();
    telling.tell();
    assertThat(told()).containsExactly("1 conflict-opened a ");
  }

  /** The journal deletes what an interrupted append left, inserts, and moves the head. */
  @ParameterizedTest
  @CsvSource({"0, false", "1, false", "1, true", "2, false", "2, true"})
  void whichever_write_of_the_journal_a_process_dies_at_each_event_is_told_once(
      int write, boolean done) {
    opened("a", true);
    telling.tell();
    opened("b", true);
    decided("a", "ann");
    EventJournal dying = new EventJournal(new DyingWrites(write, done).on(store.database()));
    assertThatThrownBy(() -> telling(dying).tell()).isInstanceOf(DyingWrites.Death.class);
    applied.put("c1", 1L);
    telling().tell();
    assertThat(told())
        .containsExactly(
            "1 conflict-opened a ",
            "2 conflict-opened b ",
            "3 conflict-decided a ann",
            "4 changeset-applied c1 1");
  }

  @Test
  void what_was_appended_before_a_crash_and_not_struck_off_is_not_told_again() {
    opened("a", true);
    Document news = store.database().getCollection("conflict_news").find().first();
    telling.tell();
    store.database().getCollection("conflict_news").insertOne(news);
    store
        .database()
        .getCollection("conflicts")
        .updateOne(new Document("_id", "a"), new Document("$unset", new Document("told", "")));
    telling().tell();
    assertThat(told()).containsExactly("1 conflict-opened a ");
  }

  @Test
  void an_act_that_was_announced_and_never_stored_is_not_told_and_forgotten_in_time() {
    opened("a", true);
    store
        .database()
        .getCollection("conflict_news")
        .insertOne(
            new Document("_id", "a/1")
                .append("conflict", "a")
                .append("act", 1)
                .append("at", java.util.Date.from(NOON.minus(Duration.ofHours(2)))));
    telling.tell();
    assertThat(told()).containsExactly("1 conflict-opened a ");
    assertThat(store.database().getCollection("conflict_news").countDocuments()).isZero();
    decided("a", "ann");
    telling.tell();
    assertThat(told()).endsWith("2 conflict-decided a ann");
  }

  @Test
  void who_comes_after_events_were_deleted_is_told_how_many() {
    applied.put("c1", 3_000L);
    telling.tell();
    assertThat(journal.head().orElseThrow().newest()).isEqualTo(3_000);
    Part late = part(new EventId(1, 10));
    assertThat(late.missed()).matches("\\d+ events are no longer kept.");
    assertThat(late.events().get(0).number()).isEqualTo(journal.head().orElseThrow().oldest());
    assertThat(late.events()).hasSizeLessThan(2_000).hasSizeGreaterThanOrEqualTo(1_000);
    assertThat(part(late.next()).events()).isEmpty();
  }

  @Test
  void after_a_restore_a_reader_is_told_and_reads_what_is_new() {
    applied.put("c1", 5L);
    telling.tell();
    EventId place = part(new EventId(1, 0)).next();
    generation = 2;
    applied.put("c1", 6L);
    telling.tell();
    Part part = part(place);
    assertThat(part.missed()).contains("restored");
    assertThat(part.events())
        .extracting(EventTellingContract::text)
        .containsExactly("6 changeset-applied c1 6");
    assertThat(part.next()).hasToString("2-6");
  }
}
