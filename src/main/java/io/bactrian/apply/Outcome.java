package io.bactrian.apply;

import io.bactrian.changeset.Key;
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

/** The effect that one change of a spoke would have on one of our rows. Immutable. */
final class Outcome {
  final RowId id;
  final RowPart part;
  final Row ours;

  /** Null when nothing is to be written. */
  final Operation operation;

  /** The row to write; null when absent. */
  final Row next;

  /** Columns to write. */
  final BitSet columns;

  /** Conflicts that were found, with their decisions. */
  final List<Merge.Judged> judged;

  final SpokeRights.Answer allowed;

  /** Our row's key before, if the change updates it; else null. */
  final Key from;

  /** The spoke's row, in our columns, that is kept under the key of {@link #next}; else null. */
  final Row apart;

  private final Versions versions;

  /** Columns that the spoke changed without permission; our values stay. */
  private final BitSet trespass;

  Outcome(SpokeView view, SpokeRights rights, RowId id, MappedChange.Pair pair, Row ours) {
    this(view, rights, id, pair, ours, null);
  }

  /**
   * An update of the key: judged as an update of our row with the key before, which then gets the
   * new key.
   *
   * @param pair both with the key before
   * @param moved with the key after
   */
  static Outcome moving(
      SpokeView view, SpokeRights rights, MappedChange.Pair pair, Row ours, RowPart moved) {
    RowId id = new RowId(moved.target().name(), moved.key());
    return new Outcome(view, rights, id, pair, ours, moved);
  }

  /**
   * The insert of a spoke's row under another key, beside the row that has its own.
   *
   * @param judged the conflict and the decision, with the row under its new key
   */
  static Outcome apart(SpokeRights rights, RowPart part, Merge.Judged judged) {
    Row next = judged.decision().row();
    RowPart kept = new RowPart(part.target(), next, part.columns(), part.owner());
    return new Outcome(rights, kept, judged);
  }

  private Outcome(SpokeRights rights, RowPart kept, Merge.Judged judged) {
    id = new RowId(kept.target().name(), kept.key());
    part = kept;
    ours = null;
    operation = Operation.INSERT;
    next = kept.row();
    columns = kept.columns();
    this.judged = List.of(judged);
    from = null;
    apart = judged.conflict().theirs();
    versions = judged.conflict().versions();
    trespass = new BitSet();
    allowed = rights.allows(kept.target(), operation, next, columns);
  }

  private Outcome(
      SpokeView view,
      SpokeRights rights,
      RowId id,
      MappedChange.Pair pair,
      Row ours,
      RowPart moved) {
    this.id = id;
    this.ours = ours;
    apart = null;
    part = moved == null ? pair.any() : moved;
    Table table = part.target();
    from = moved == null ? null : table.keyOf(ours);
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
    boolean nothing = change == Operation.UPDATE && merged.write().isEmpty() && moved == null;
    operation = nothing ? null : change;
    boolean inserts = operation == Operation.INSERT;
    next =
        inserts || moved != null ? KeyColumns.with(table, merged.row(), part.row()) : merged.row();
    columns = inserts ? part.columns() : (BitSet) merged.write().clone();
    if (moved != null) {
      columns.or(KeyColumns.changed(table, ours, next));
    }
    allowed =
        operation == null ? SpokeRights.Answer.YES : rights.allows(table, operation, next, columns);
  }

  /** The versions to merge, without the changes to columns that the spoke may not change. */
  private Versions asked() {
    if (!trespasses()) {
      return versions;
    }
    CharSequence[] values = versions.theirs().toArray();
    trespass.stream().forEach(c -> values[c] = ours.cell(c));
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

  /** Whether keeping our row would lose anything of the spoke's change. */
  boolean matters() {
    return operation != null || !judged.isEmpty() || trespasses();
  }

  /** A conflict in which our values stay in the columns that the spoke may not change. */
  Merge.Judged trespassed() {
    return notYours(trespass);
  }

  /** A conflict in which our whole row stays. */
  Merge.Judged denied() {
    return notYours(part.columns());
  }

  private Merge.Judged notYours(BitSet columns) {
    return new Merge.Judged(
        new Conflict(Kind.NOT_YOURS, versions.in(columns)),
        new Decision(versions.ours(), Kind.NOT_YOURS.word(), 0, false));
  }
}
