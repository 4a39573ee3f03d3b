package io.bactrian.apply;

import static org.assertj.core.api.Assertions.assertThat;

import io.bactrian.apply.OutboxRecord.ConflictRecord;
import io.bactrian.changeset.Column;
import io.bactrian.changeset.LogicalType;
import io.bactrian.changeset.Operation;
import io.bactrian.changeset.Row;
import io.bactrian.changeset.Table;
import io.bactrian.conflict.Conflict;
import io.bactrian.conflict.Decision;
import io.bactrian.conflict.Kind;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What the reversal of a decision writes, by what it had left and what is there now. */
class ReversalTest {
  private static final Table ITEM =
      new Table(
          "item",
          List.of(
              new Column("id", LogicalType.INTEGER, "bigint", 0, -1, false, true),
              new Column("price", LogicalType.DECIMAL, "numeric", 0, 2, true, false),
              new Column("note", LogicalType.TEXT, "text", 0, -1, true, false)));
  private static final Row OURS = Row.of("1", "2.00", "here");
  private static final Row THEIRS = Row.of("1", "3.00", "there");

  private static ConflictRecord record(Kind kind, Row ours, Row theirs, Row result) {
    Conflict conflict = new Conflict(kind, ITEM, List.of(1), null, ours, theirs, "c1");
    return new ConflictRecord("k1", 3, conflict, new Decision(result, "rule", 1, false));
  }

  private static Optional<Write> unless(boolean moved, Reversal.Plan plan) {
    assertThat(plan.moved()).isEqualTo(moved);
    return plan.write();
  }

  @Test
  void of_a_row_that_both_have_only_the_columns_in_conflict_are_written() {
    Reversal reversal =
        Reversal.ofRule(record(Kind.UPDATE_UPDATE, OURS, THEIRS, OURS.with(1, "3.00")));
    Write write = unless(false, reversal.plan(Row.of("1", "3.0", "later"))).orElseThrow();
    assertThat(write.row()).isEqualTo(Row.of("1", "2.00", "later"));
    assertThat(write.columns().stream()).containsExactly(1);
    assertThat(write.origin()).as("it goes to every site").isNull();
  }

  @Test
  void where_the_row_is_so_already_nothing_is_written_whatever_happened_since() {
    Reversal reversal = Reversal.ofRule(record(Kind.UPDATE_UPDATE, OURS, THEIRS, OURS));
    assertThat(unless(false, reversal.plan(Row.of("1", "3", "x")))).isEmpty();
  }

  @Test
  void a_value_between_the_sides_gives_way_to_ours() {
    ConflictRecord merged = record(Kind.UPDATE_UPDATE, OURS, THEIRS, OURS.with(1, "5.00"));
    Reversal reversal = Reversal.ofRule(merged);
    assertThat(reversal.back()).isEqualTo(OURS);
    assertThat(unless(true, reversal.plan(OURS.with(1, "5.50")))).isPresent();
  }

  @Test
  void a_row_that_the_decision_inserted_is_deleted_unless_it_was_changed() {
    Reversal reversal = Reversal.of(record(Kind.DELETE_UPDATE, null, THEIRS, null), null, THEIRS);
    assertThat(unless(false, reversal.plan(THEIRS)).orElseThrow().operation())
        .isEqualTo(Operation.DELETE);
    assertThat(unless(true, reversal.plan(THEIRS.with(2, "edited")))).isPresent();
    assertThat(unless(false, reversal.plan(null))).isEmpty();
  }

  @Test
  void a_row_that_the_decision_deleted_comes_back_whole() {
    Reversal reversal = Reversal.of(record(Kind.UPDATE_DELETE, OURS, null, OURS), OURS, null);
    Write write = unless(false, reversal.plan(null)).orElseThrow();
    assertThat(write.operation()).isEqualTo(Operation.INSERT);
    assertThat(write.row()).isEqualTo(OURS);
    assertThat(write.columns().cardinality()).isEqualTo(3);
  }

  @Test
  void a_row_that_somebody_deleted_since_is_not_brought_back() {
    Reversal columns = Reversal.ofRule(record(Kind.UPDATE_UPDATE, OURS, THEIRS, OURS));
    assertThat(unless(true, columns.plan(null))).isEmpty();
    Reversal part = Reversal.ofRule(record(Kind.PARENT_DELETED, null, THEIRS, null));
    assertThat(unless(true, part.plan(null))).isEmpty();
  }

  @Test
  void undoing_what_was_undone_takes_the_other_side_again() {
    ConflictRecord record = record(Kind.UPDATE_UPDATE, OURS, THEIRS, OURS);
    assertThat(Reversal.of(record, OURS, THEIRS).back()).isEqualTo(OURS);
    assertThat(Reversal.of(record, THEIRS, OURS).back()).isEqualTo(THEIRS);
    assertThat(Reversal.of(record, OURS, OURS).back()).as("it wrote nothing").isEqualTo(THEIRS);
    assertThat(Reversal.ofChoice(record, true).back()).isEqualTo(OURS);
  }

  @Test
  void where_both_sides_were_the_same_there_is_nothing_to_undo() {
    assertThat(Reversal.ofRule(record(Kind.DELETE_DELETE, null, null, null)).isVoid()).isTrue();
    assertThat(Reversal.ofRule(record(Kind.UPDATE_UPDATE, OURS, THEIRS, OURS)).isVoid()).isFalse();
  }

  @Test
  void a_row_that_got_another_unique_value_is_not_deleted_but_gets_the_spoke_s() {
    Row named = THEIRS.with(1, "4.00");
    ConflictRecord kept = record(Kind.UNIQUE_KEY_TAKEN, null, THEIRS, named);
    Write write = unless(false, Reversal.ofRule(kept).plan(named)).orElseThrow();
    assertThat(write.operation()).isEqualTo(Operation.UPDATE);
    assertThat(write.row()).isEqualTo(THEIRS);
    assertThat(Reversal.of(kept, named, named).back()).as("after ours").isEqualTo(THEIRS);
    assertThat(Reversal.of(kept, named, THEIRS).back()).as("after theirs").isEqualTo(named);
    assertThat(Reversal.ofChoice(kept, false).back()).isEqualTo(THEIRS);
    assertThat(unless(true, Reversal.ofRule(kept).plan(null))).isEmpty();
  }

  @Test
  void a_row_that_was_rejected_for_a_taken_value_is_inserted_when_that_is_undone() {
    ConflictRecord rejected = record(Kind.UNIQUE_KEY_TAKEN, null, THEIRS, null);
    Write write = unless(false, Reversal.ofRule(rejected).plan(null)).orElseThrow();
    assertThat(write.operation()).isEqualTo(Operation.INSERT);
    assertThat(write.row()).isEqualTo(THEIRS);
  }

  /** Ours was 8, the spoke took 3 away from 10. */
  private static ConflictRecord sum() {
    Conflict conflict =
        new Conflict(
            Kind.UPDATE_UPDATE,
            ITEM,
            List.of(1),
            OURS.with(1, "10"),
            OURS.with(1, "8.00"),
            THEIRS.with(1, "7"),
            "c1");
    return new ConflictRecord(
        "k1", 3, conflict, new Decision(OURS.with(1, "5.00"), "add", 1, false));
  }

  private static String price(Reversal.Plan plan) {
    return unless(false, plan).orElseThrow().row().get(1);
  }

  @Test
  void of_a_sum_what_was_added_is_subtracted_so_that_what_was_added_since_stays() {
    Reversal rule = Reversal.ofRule(sum());
    assertThat(rule.sums()).isTrue();
    assertThat(price(rule.plan(OURS.with(1, "5.00")))).isEqualTo("8.00");
    assertThat(price(rule.plan(OURS.with(1, "1.00")))).as("4 sold since").isEqualTo("4.00");
    assertThat(price(rule.plan(OURS.with(1, "8.00")))).as("3 bought since").isEqualTo("11.00");
    Reversal undone = Reversal.of(sum(), OURS.with(1, "1.00"), OURS.with(1, "4.00"));
    assertThat(undone.sums()).isTrue();
    assertThat(price(undone.plan(OURS.with(1, "6.00")))).isEqualTo("3.00");
  }

  @Test
  void a_sum_that_is_no_number_any_more_or_was_none_is_reversed_as_a_value() {
    Reversal rule = Reversal.ofRule(sum());
    assertThat(unless(true, rule.plan(OURS.with(1, null))).orElseThrow().row().get(1))
        .isEqualTo("8.00");
    assertThat(unless(true, rule.plan(null))).isEmpty();
    ConflictRecord kept = record(Kind.UPDATE_UPDATE, OURS, THEIRS, OURS);
    Decision add = new Decision(OURS, "add", 1, false);
    Reversal none = Reversal.ofRule(new ConflictRecord("k1", 3, kept.conflict(), add));
    assertThat(none.sums()).isFalse();
    assertThat(none.back()).isEqualTo(THEIRS);
  }
}
