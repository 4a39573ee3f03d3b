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
    assertThat(conflicts.find("1")).contains(new StoredConflict(update, NOON, false, null));
    assertThat(conflicts.find("2")).contains(new StoredConflict(absent, NOON, false, null));
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
    assertThat(conflicts.close("1", "ann", "kept ours", NOON)).isTrue();
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

    assertThat(conflicts.close("4", "ann", "took theirs", NOON)).isTrue();
    assertThat(conflicts.close("4", "bob", "took ours", NOON)).isFalse();
    assertThat(conflicts.close("none", "bob", "", NOON)).isFalse();
    assertThat(conflicts.openCount()).isEqualTo(1);
    StoredConflict closed = conflicts.find("4").orElseThrow();
    assertThat(closed.closing()).isEqualTo(new StoredConflict.Closing("ann", "took theirs", NOON));
    assertThat(closed.record()).isEqualTo(record("4", "manual", true));
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
