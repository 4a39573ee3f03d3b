package io.bactrian.convergence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bactrian.apply.ApplyTransaction;
import io.bactrian.apply.OutboxRecord.ConflictRecord;
import io.bactrian.apply.Resolution;
import io.bactrian.apply.Write;
import io.bactrian.changeset.Key;
import io.bactrian.changeset.Row;
import io.bactrian.changeset.Table;
import io.bactrian.conflict.Conflict;
import io.bactrian.conflict.Decision;
import io.bactrian.conflict.Kind;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ResolutionTest {
  private final MemorySite hub = new MemorySite("hq", Shape.UNIQUE.hub);
  private final Table item = hub.side.table("item");
  private final Row ours = Row.of("1", "10", "a", "*");
  private final Row theirs = Row.of("1", "20", "b", "*");

  private Optional<Write> decide(Resolution resolution, Conflict conflict) {
    Decision open = new Decision(conflict.ours(), "manual", 1, true);
    try (ApplyTransaction tx = hub.begin()) {
      return resolution.apply(tx, new ConflictRecord("k1", 3, conflict, open));
    }
  }

  private Conflict about(List<Integer> columns, Row ours, Row theirs) {
    return new Conflict(Kind.UPDATE_UPDATE, item, columns, null, ours, theirs, "c0");
  }

  private void users(Row row) {
    hub.user(List.of(new MemorySite.Edit(item, Key.of(row.get(0)), row)));
  }

  private Row now() {
    return hub.row(item, Key.of("1"));
  }

  @Test
  void theirs_is_written_in_the_columns_in_conflict_as_a_change_of_our_own() {
    users(Row.of("1", "10", "c", "*"));
    Optional<Write> written = decide(Resolution.theirs(), about(List.of(1), ours, theirs));
    assertThat(now()).isEqualTo(Row.of("1", "20", "c", "*"));
    assertThat(written.orElseThrow().origin()).isNull();
  }

  @Test
  void ours_writes_nothing_while_it_stands() {
    users(ours);
    assertThat(decide(Resolution.ours(), about(List.of(1, 2), ours, theirs))).isEmpty();
  }

  @Test
  void values_are_written_where_they_are_given() {
    users(ours);
    decide(Resolution.values(Map.of("X", "15")), about(List.of(1, 2), ours, theirs));
    assertThat(now()).isEqualTo(Row.of("1", "15", "a", "*"));
  }

  @Test
  void a_value_for_another_column_is_refused() {
    users(ours);
    Resolution resolution = Resolution.values(Map.of("owner", "c0"));
    assertThatThrownBy(() -> decide(resolution, about(List.of(1), ours, theirs)))
        .hasMessageContaining("owner of item")
        .hasMessageContaining("Nothing was written");
  }

  @Test
  void the_side_that_had_deleted_the_row_deletes_it() {
    users(ours);
    decide(Resolution.theirs(), about(List.of(1, 2, 3), ours, null));
    assertThat(now()).isNull();
  }

  @Test
  void the_side_that_had_kept_the_row_brings_it_back() {
    decide(Resolution.theirs(), about(List.of(1, 2, 3), null, theirs));
    assertThat(now()).isEqualTo(theirs);
  }

  @Test
  void a_decision_about_a_column_does_not_bring_a_deleted_row_back() {
    assertThat(decide(Resolution.theirs(), about(List.of(1), ours, theirs))).isEmpty();
    assertThat(now()).isNull();
  }

  private ConflictRecord keptBoth() {
    Conflict taken =
        new Conflict(Kind.UNIQUE_KEY_TAKEN, item, List.of(2), null, null, theirs, "c0");
    Decision renamed = new Decision(theirs.with(2, "b (c0)"), "keep-both", 1, false);
    return new ConflictRecord("k1", 3, taken, renamed);
  }

  @Test
  void a_row_that_got_another_unique_value_is_not_deleted_when_ours_is_chosen() {
    Row named = theirs.with(2, "b (c0)");
    assertThat(Resolution.ours().plan(keptBoth(), named)).isEmpty();
    assertThat(Resolution.ours().plan(keptBoth(), theirs).orElseThrow().row()).isEqualTo(named);
    assertThat(Resolution.theirs().plan(keptBoth(), named).orElseThrow().row()).isEqualTo(theirs);
  }

  @Test
  void a_decision_about_a_unique_value_does_not_bring_a_deleted_row_back() {
    assertThat(Resolution.theirs().plan(keptBoth(), null)).isEmpty();
    assertThat(Resolution.ours().plan(keptBoth(), null)).isEmpty();
  }

  @Test
  void what_the_database_refuses_leaves_the_conflict_open_and_the_row_as_it_was() {
    users(ours);
    users(Row.of("2", "0", "b", "*"));
    assertThatThrownBy(() -> decide(Resolution.theirs(), about(List.of(2), ours, theirs)))
        .isInstanceOf(Resolution.RefusedException.class)
        .hasMessageContaining("k1")
        .hasMessageContaining("stays open");
    assertThat(now()).isEqualTo(ours);
  }
}
