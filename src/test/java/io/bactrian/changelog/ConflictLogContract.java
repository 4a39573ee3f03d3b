package io.bactrian.changelog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bactrian.apply.OutboxRecord.ConflictRecord;
import io.bactrian.changeset.Column;
import io.bactrian.changeset.LogicalType;
import io.bactrian.changeset.Row;
import io.bactrian.changeset.Table;
import io.bactrian.conflict.Conflict;
import io.bactrian.conflict.Decision;
import io.bactrian.conflict.Kind;
import io.bactrian.problem.ProblemException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the list of conflicts promises, whatever holds it. */
abstract class ConflictLogContract {
  private static final Instant NOON = Instant.parse("2026-05-01T12:00:00.123Z");

  private static final Table ODD =
      new Table(
          "odd",
          List.of(
              new Column("id", LogicalType.INTEGER, "bigint", 0, -1, false, true),
              new Column("$a.b", LogicalType.TEXT, "text", 0, -1, true, false),
              new Column("name", LogicalType.TEXT, "text", 0, -1, true, false)));

  private ChangelogStore store;
  private ConflictLog conflicts;

  /** A new, empty store. */
  abstract ChangelogStore open();

  @BeforeEach
  void start() {
    store = open();
    conflicts = new ConflictLog(store);
  }

  @AfterEach
  void stop() {
    store.database().drop();
    store.close();
  }

  @Test
  void a_conflict_is_found_exactly_as_it_was_saved() {
    ConflictRecord update = record("1", "latest", false);
    ConflictRecord absent =
        new ConflictRecord(
            "2",
            7,
            new Conflict(Kind.DELETE_DELETE, ODD, List.of(), null, null, null, "c1"),
            new Decision(null, "hub", 3, false));
    conflicts.save(List.of(update), NOON);
    conflicts.save(List.of(absent), NOON);
    assertThat(conflicts.find("1")).contains(new StoredConflict(update, NOON, false, List.of()));
    assertThat(conflicts.find("2")).contains(new StoredConflict(absent, NOON, false, List.of()));
    assertThat(conflicts.find("3")).isEmpty();
  }

  @Test
  void a_person_reads_columns_by_name() {
    conflicts.save(List.of(record("1", "latest", false)), NOON);
    Document stored = store.database().getCollection("conflicts").find().first();
    assertThat(stored.get("ours", Document.class))
        .containsEntry("name", "O'Hara, \"x\"")
        .containsEntry("id", "1");
    assertThat(stored.getList("columns", String.class)).containsExactly("name");
  }

  @Test
  void the_same_again_changes_nothing_and_another_one_is_refused() {
    conflicts.save(List.of(record("1", "manual", true)), NOON);
    assertThat(conflicts.add("1", act("ann", "ours", null))).isTrue();
    conflicts.save(List.of(record("1", "manual", true)), NOON.plusSeconds(5));
    assertThat(conflicts.find("1").orElseThrow().open()).isFalse();
    ConflictRecord other =
        new ConflictRecord(
            "1", 7, record("1", "x", true).conflict(), new Decision(null, "x", 1, false));
    assertThatThrownBy(() -> conflicts.save(List.of(other), NOON))
        .isInstanceOf(ProblemException.class)
        .hasMessageContaining("`1` is stored already");
  }

  @Test
  void a_set_that_was_cut_short_is_completed_by_the_same_set() {
    List<ConflictRecord> set =
        IntStream.range(0, 300).mapToObj(i -> record("" + i, "hub", false)).toList();
    conflicts.save(set.subList(100, 200), NOON);
    conflicts.save(set, NOON.plusSeconds(5));
    assertThat(conflicts.list(false, 999)).hasSize(300);
    assertThat(conflicts.find("150").orElseThrow().at()).isEqualTo(NOON);
    List<ConflictRecord> others =
        List.of(record("300", "hub", false), record("7", "hub", true), record("301", "hub", false));
    assertThatThrownBy(() -> conflicts.save(others, NOON)).hasMessageContaining("`7` is stored");
    assertThat(conflicts.find("7").orElseThrow().record()).isEqualTo(set.get(7));
  }

  @Test
  void open_ones_are_listed_newest_first_and_closed_once() {
    for (int i = 1; i <= 5; i++) {
      conflicts.save(
          List.of(record("" + i, i % 2 == 0 ? "manual" : "hub", i % 2 == 0)), NOON.plusSeconds(i));
    }
    assertThat(conflicts.list(false, 3))
        .extracting(c -> c.record().id())
        .containsExactly("5", "4", "3");
    assertThat(conflicts.list(true, 9)).extracting(c -> c.record().id()).containsExactly("4", "2");
    assertThat(conflicts.openCount()).isEqualTo(2);
    assertThat(conflicts.countsByRule()).isEqualTo(Map.of("hub", 3L, "manual", 2L));

    Act first = act("ann", "theirs", Row.of("1", "a", "b"));
    assertThat(conflicts.add("4", first)).isTrue();
    assertThat(conflicts.openCount()).isEqualTo(1);
    StoredConflict closed = conflicts.find("4").orElseThrow();
    assertThat(closed.acts()).containsExactly(first);
    assertThat(closed.record()).isEqualTo(record("4", "manual", true));
  }

  @Test
  void what_people_did_is_kept_in_order_with_rows_of_any_size() {
    conflicts.save(List.of(record("4", "manual", true)), NOON);
    Act first = act("ann", "theirs", Row.of("1", "a", "x".repeat(10_000)));
    Act second = act("bob", "ours", null);
    assertThat(conflicts.add("4", first)).isTrue();
    assertThat(conflicts.add("4", second)).as("it is open no longer").isFalse();
    assertThat(conflicts.add("none", first)).isFalse();
    assertThat(conflicts.find("4").orElseThrow().acts()).containsExactly(first, second);
    assertThat(conflicts.list(false, 9).get(0).last().orElseThrow().by()).isEqualTo("bob");
    new ConflictPurge(store).sweep();
    assertThat(conflicts.find("4").orElseThrow().acts()).as("after a sweep").hasSize(2);
    assertThat(conflicts.find("none")).isEmpty();
  }

  @Test
  void what_an_earlier_version_stored_is_listed_and_has_its_decision() {
    conflicts.save(List.of(record("4", "manual", false)), NOON);
    Document earlier =
        new Document("by", "ann").append("how", "took theirs").append("at", Date.from(NOON));
    store
        .database()
        .getCollection("conflicts")
        .updateOne(
            new Document("_id", "4"),
            new Document("$set", new Document("closed", earlier))
                .append("$unset", new Document("key", "")));
    assertThat(conflicts.find("4").orElseThrow().acts())
        .containsExactly(
            new Act(Act.Kind.DECIDED, "ann", "took theirs", null, NOON, null, null, null));
    List<ConflictLine> lines = new ArrayList<>();
    conflicts.lines(
        new ConflictLog.Which(false, null, null, null),
        some -> {
          lines.addAll(some);
          return true;
        });
    assertThat(lines).containsExactly(ConflictLine.of(conflicts.find("4").orElseThrow()));
    assertThat(lines.get(0).key()).containsExactly("1");
  }

  private static Act act(String by, String how, Row after) {
    return new Act(Act.Kind.DECIDED, by, how, "because", NOON, ODD, null, after);
  }

  @Test
  void rows_of_any_size_are_saved_exactly_once_and_listed_by_their_beginnings() {
    Row base = Row.of("1", "a", "x".repeat(12 << 20));
    Row theirs = base.with(2, "\ud83d\udc2a".repeat(6 << 20));
    ConflictRecord large =
        new ConflictRecord(
            "1",
            7,
            new Conflict(Kind.UPDATE_UPDATE, ODD, List.of(2), base, base, theirs, "c42"),
            new Decision(base, "manual", 3, true));
    conflicts.save(List.of(large), NOON);
    conflicts.save(List.of(large), NOON);
    assertThat(store.database().getCollection("conflict_parts").countDocuments()).isEqualTo(26);
    assertThat(conflicts.find("1").orElseThrow().record().equals(large)).isTrue();
    Row listed = conflicts.list(true, 1).get(0).record().conflict().theirs();
    assertThat(listed.get(0)).isEqualTo("1");
    assertThat(listed.get(2))
        .hasSizeLessThan(30_000)
        .endsWith("\u2026 (12582912 characters in all)");
    ConflictRecord other =
        new ConflictRecord("1", 7, large.conflict(), new Decision(theirs, "manual", 3, true));
    assertThatThrownBy(() -> conflicts.save(List.of(other), NOON))
        .hasMessageContaining("stored already");
  }

  private static ConflictRecord record(String id, String rule, boolean open) {
    Row base = Row.of("1", null, "O'Hara");
    return new ConflictRecord(
        id,
        7,
        new Conflict(
            Kind.UPDATE_UPDATE, ODD, List.of(2), base, base.with(2, "O'Hara, \"x\""), base, "c42"),
        new Decision(base.with(1, ""), rule, 3, open));
  }
}
