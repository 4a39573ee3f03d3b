package io.bactrian.apply;

import io.bactrian.changeset.Operation;
import io.bactrian.changeset.Row;
import io.bactrian.changeset.RowId;
import io.bactrian.changeset.Table;
import io.bactrian.conflict.Conflict;
import io.bactrian.conflict.Decision;
import io.bactrian.conflict.Kind;
import io.bactrian.conflict.Merge;
import io.bactrian.conflict.Versions;
import io.bactrian.transform.RowPart;
import java.util.BitSet;
import java.util.List;

/** What would become of one row of ours by a spoke's change. Immutable. */
final class Outcome {
  final RowId id;
  final RowPart part;
  final Row ours;

  /** Null when nothing is to be written. */
  final Operation operation;

  /** The row as it is to be, null when absent. */
  final Row next;

  /** To be written. */
  final BitSet columns;

  /** Conflicts met on the way. */
  final List<Merge.Judged> judged;

  final SpokeRights.Answer allowed;

  private final Versions versions;

  /** Columns that the spoke changed and may not change; they stay as ours. */
  private final BitSet trespass;

  Outcome(SpokeView view, SpokeRights rights, RowId id, MappedChange.Pair pair, Row ours) {
    this.id = id;
    this.ours = ours;
    part = pair.any();
    Table table = part.target();
    BitSet given = KeyColumns.without(table, part.columns());
    Row theirs = pair.theirs(ours);
    versions = new Versions(table, given, pair.base(ours), ours, theirs, view.spoke());
    BitSet guarded = rights.guarded();
    trespass =
        ours == null || theirs == null || guarded.isEmpty()
            ? guarded
            : view.merge().trespass(versions, guarded);
    Merge.Result merged = view.merge().judge(asked());
    judged = merged.judged();
    Operation change = Operation.between(ours, merged.row());
    operation = change == Operation.UPDATE && merged.write().isEmpty() ? null : change;
    boolean inserts = operation == Operation.INSERT;
    next = inserts ? KeyColumns.with(table, merged.row(), part.row()) : merged.row();
    columns = inserts ? part.columns() : merged.write();
    allowed =
        operation == null ? SpokeRights.Answer.YES : rights.allows(table, operation, next, columns);
  }

  /** What is asked for, without what the spoke may not change. */
  private Versions asked() {
    if (!trespasses()) {
      return versions;
    }
    String[] values = versions.theirs().toArray();
    trespass.stream().forEach(c -> values[c] = ours.get(c));
    return new Versions(
        versions.table(),
        versions.columns(),
        versions.base(),
        ours,
        Row.owning(values),
        versions.spoke());
  }

  boolean trespasses() {
    return ours != null && versions.theirs() != null && !trespass.isEmpty();
  }

  /** Whether anything of the spoke's is lost when ours stands instead. */
  boolean matters() {
    return operation != null || !judged.isEmpty() || trespasses();
  }

  /** Ours stands in the columns that the spoke may not change. */
  Merge.Judged trespassed() {
    return notYours(trespass);
  }

  /** Ours stands altogether. */
  Merge.Judged denied() {
    return notYours(part.columns());
  }

  private Merge.Judged notYours(BitSet columns) {
    return new Merge.Judged(
        new Conflict(Kind.NOT_YOURS, versions.in(columns)),
        new Decision(ours, Kind.NOT_YOURS.word(), 0, false));
  }
}
