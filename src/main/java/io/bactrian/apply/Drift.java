package io.bactrian.apply;

import io.bactrian.changeset.Row;
import io.bactrian.changeset.Table;
import io.bactrian.conflict.Conflict;
import io.bactrian.conflict.Decision;
import io.bactrian.conflict.Kind;
import io.bactrian.conflict.Versions;
import io.bactrian.transform.RowPart;
import io.bactrian.transform.Values;
import java.util.Optional;

/** A spoke's row that is not what the hub believes, with nothing pending that explains it. Pure. */
final class Drift {
  private Drift() {}

  /** The record that keeps the row which is about to be overwritten; empty when all is well. */
  static Optional<OutboxRecord> found(HubView view, long number, HubEntry intent, Row now) {
    if (!differs(intent, now)) {
      return Optional.empty();
    }
    RowPart part = intent.before() != null ? intent.before() : intent.after();
    Row believed = intent.before() == null ? null : intent.before().row();
    Row result = intent.after() == null ? null : intent.after().row();
    Versions versions =
        new Versions(intent.table(), part.columns(), believed, result, now, view.hub());
    Conflict conflict = new Conflict(Kind.DRIFT, versions);
    Decision decision = new Decision(result, "drift", 0, false);
    return Optional.of(
        new OutboxRecord.ConflictRecord(view.ids().get(), number, conflict, decision));
  }

  private static boolean differs(HubEntry intent, Row now) {
    RowPart before = intent.before();
    if (before == null) {
      return now != null && intent.after() != null && intent.after().owner();
    }
    if (now == null) {
      return before.owner();
    }
    Table table = intent.table();
    return !before.columns().stream()
        .allMatch(c -> Values.same(table.column(c), now.get(c), before.row().get(c)));
  }
}
