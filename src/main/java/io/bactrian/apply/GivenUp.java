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
 * Parked changes that a person does not want to be written: each becomes the record of a conflict
 * that the spoke has lost. Pure.
 *
 * @param number the spoke's changeset up to which all is decided
 * @param by who decided
 */
record GivenUp(SpokeView view, long number, String by) {

  /**
   * @param wait with its payload
   * @param parts what it says about our rows
   * @param ours those rows
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
