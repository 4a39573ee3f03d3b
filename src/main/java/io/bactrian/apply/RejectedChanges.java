package io.bactrian.apply;

import io.bactrian.changeset.Row;
import io.bactrian.changeset.RowId;
import io.bactrian.conflict.Conflict;
import io.bactrian.conflict.Decision;
import io.bactrian.conflict.Kind;
import io.bactrian.conflict.Versions;
import java.util.ArrayList;
import java.util.List;

/**
 * Converts parked changes that a person has rejected to records of conflicts that the spoke lost.
 * Pure.
 *
 * @param number number of the spoke's changeset through which everything is decided
 * @param by the person who decided
 */
record RejectedChanges(SpokeView view, long number, String by) {

  /**
   * @param wait with its payload
   * @param parts the change, mapped to our rows
   * @param ours our rows, loaded
   */
  List<OutboxRecord> records(Wait wait, MappedChange parts, CurrentRows ours) {
    List<OutboxRecord> records = new ArrayList<>();
    parts.rows().forEach((id, pair) -> records.add(record(wait, id, pair, ours.get(id))));
    return records;
  }

  private OutboxRecord record(Wait wait, RowId id, MappedChange.Pair pair, Row ours) {
    boolean parentGone = !pair.any().owner() && ours == null;
    Versions versions =
        new Versions(
            pair.any().target(),
            pair.any().columns(),
            pair.before() == null ? null : pair.before().row(),
            ours,
            pair.theirs(ours),
            view.spoke());
    Conflict conflict =
        new Conflict(parentGone ? Kind.PARENT_DELETED : WaitText.kind(wait.payload()), versions);
    return new OutboxRecord.ConflictRecord(
        view.ids().get(), number, conflict, new Decision(ours, by, 0, false));
  }
}
