package io.bactrian.decide;

import io.bactrian.apply.OutboxRecord.ConflictRecord;
import io.bactrian.changeset.Row;
import io.bactrian.changeset.Schema;
import io.bactrian.changeset.Table;
import io.bactrian.conflict.Conflict;
import io.bactrian.conflict.Decision;
import io.bactrian.problem.Problem;
import io.bactrian.problem.ProblemException;
import java.util.List;
import java.util.Optional;

/** Converts records to the tables as they are now, which may have been altered since. Pure. */
record PresentTable(Schema schema) {

  /** The table as it is now; empty when it is tracked no longer, or has another key. */
  Optional<Table> of(Table recorded) {
    Table now = schema.table(recorded.name());
    return now != null && key(now).equals(key(recorded)) ? Optional.of(now) : Optional.empty();
  }

  private static List<String> key(Table table) {
    return table.columns().stream().filter(c -> c.key()).map(c -> c.name()).toList();
  }

  /**
   * The record by the columns that the table has now; those that came since are NULL in it, and
   * those that went are left out.
   *
   * @throws ProblemException when the table is gone
   */
  ConflictRecord of(ConflictRecord record) {
    Conflict conflict = record.conflict();
    Table then = conflict.table();
    Table now = of(then).orElseThrow(() -> gone(record.id(), then));
    if (now.equals(then)) {
      return record;
    }
    List<Integer> columns =
        conflict.columns().stream()
            .map(c -> now.position(then.column(c).name()))
            .filter(c -> c >= 0)
            .toList();
    Decision decision = record.decision();
    return new ConflictRecord(
        record.id(),
        record.number(),
        new Conflict(
            conflict.kind(),
            now,
            columns,
            row(then, conflict.base(), now),
            row(then, conflict.ours(), now),
            row(then, conflict.theirs(), now),
            conflict.spoke()),
        new Decision(
            row(then, decision.row(), now), decision.rule(), decision.version(), decision.open()));
  }

  /** A row by the columns of another shape of its table; null for null. */
  static Row row(Table then, Row row, Table now) {
    if (row == null || then.equals(now)) {
      return row;
    }
    String[] values = new String[now.width()];
    for (int c = 0; c < values.length; c++) {
      int before = then.position(now.column(c).name());
      values[c] = before < 0 ? null : row.get(before);
    }
    return Row.owning(values);
  }

  private static ProblemException gone(String id, Table table) {
    return Problem.of(
            "`%s` can't be written: the table %s is not tracked here any more, or has another key.",
            id, table)
        .follows("Nothing was written; the record stays.")
        .toDo("Change the row in the application, if it is to be changed.")
        .exception();
  }
}
