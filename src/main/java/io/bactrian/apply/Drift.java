package io.bactrian.apply;

import io.bactrian.changeset.Row;
import io.bactrian.changeset.RowLimits;
import io.bactrian.changeset.Table;
import io.bactrian.conflict.Conflict;
import io.bactrian.conflict.Decision;
import io.bactrian.conflict.Kind;
import io.bactrian.conflict.Versions;
import io.bactrian.transform.RowPart;
import io.bactrian.transform.Values;
import java.util.Optional;

/**
 * Detects drift: a spoke's row differs from what the hub expects, and no pending change explains
 * it. Pure.
 */
final class Drift {
  private Drift() {}

  /** Returns a record of the row that is about to be overwritten; empty when there is no drift. */
  static Optional<OutboxRecord> found(HubView view, long number, HubEntry entry, Row now) {
    if (!differs(entry, now, view.told())) {
      return Optional.empty();
    }
    RowPart part = entry.before() != null ? entry.before() : entry.after();
    Row expected = entry.before() == null ? null : entry.before().row();
    Row result = entry.after() == null ? null : entry.after().row();
    Versions versions =
        new Versions(entry.table(), part.columns(), expected, result, now, view.hub());
    Conflict conflict = new Conflict(Kind.DRIFT, versions);
    Decision decision = new Decision(result, "drift", 0, false);
    return Optional.of(
        new OutboxRecord.ConflictRecord(view.ids().get(), number, conflict, decision));
  }

  /** What a deletion does not tell, because it is large, is no difference. */
  private static boolean differs(HubEntry entry, Row now, int told) {
    RowPart before = entry.before();
    if (before == null) {
      return now != null && entry.after() != null && entry.after().owner();
    }
    if (now == null) {
      return before.owner();
    }
    Table table = entry.table();
    return !before.columns().stream()
        .allMatch(
            c ->
                Values.same(table.column(c), now.cell(c), before.row().cell(c))
                    || entry.after() == null
                        && RowLimits.mayStandFor(
                            table.column(c), before.row().cell(c), now.cell(c), told));
  }
}
