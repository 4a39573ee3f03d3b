package io.bactrian.apply;

import io.bactrian.changeset.Row;
import io.bactrian.changeset.RowId;
import io.bactrian.changeset.Table;
import io.bactrian.conflict.Decision;
import io.bactrian.conflict.Kind;
import io.bactrian.conflict.Versions;
import io.bactrian.transform.RowPart;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * What becomes of each of our rows with a change of the spoke's: what is written, denied, or only
 * kept in a conflict record. For one thread.
 *
 * @param current our rows, as they stand after the changes before
 * @param underWay rows, ours or the spoke's, of which the spoke has yet to learn
 * @param judged whether a change of the spoke's row was decided before
 * @param conflicts gets those in which our row stays as it is
 */
record HubJudgement(
    SpokeView view,
    Function<Table, SpokeRights> rights,
    CurrentRows current,
    Set<RowId> underWay,
    Predicate<RowId> judged,
    FoundConflicts conflicts) {

  /** Returns null when there is nothing to write or deny. */
  Outcome of(MappedChange parts, RowId id, MappedChange.Pair pair) {
    RowPart part = pair.any();
    Row ours = current.get(id);
    SpokeRights mays = rights.apply(part.target());
    Outcome beside = Beside.outcome(view, mays, parts, pair, ours);
    if (beside != null) {
      return beside;
    }
    if (parts.checked()) {
      check(parts.row(), id, part, ours, pair.theirs(ours));
    } else if (ours != null && !mays.sees(part.target(), ours)) {
      conflicts.addLost(
          Kind.LATE_EDIT, "late-edit", versions(part, pair.base(ours), ours, pair.theirs(ours)));
    } else if (ours == null && !part.owner()) {
      Row theirs = pair.theirs(null);
      if (theirs != null) {
        conflicts.addLost(
            Kind.PARENT_DELETED,
            Decision.DELETE_WINS,
            versions(part, pair.base(null), null, theirs));
      }
    } else {
      return new Outcome(view, mays, id, pair, ours);
    }
    return null;
  }

  /**
   * Judges updates of keys as such, where our database has room for the new key. All others are a
   * delete and an insert.
   *
   * @param outcomes added to
   * @return the rows that are judged with that
   */
  Set<RowId> moving(MappedChange parts, List<Outcome> outcomes) {
    Set<RowId> moved = new HashSet<>();
    parts
        .moves()
        .forEach(
            (from, to) -> {
              SpokeRights mays = rights.apply(parts.reach().get(to));
              Outcome outcome = KeyMove.judge(view, mays, current, parts, from, to);
              if (outcome != null && outcome.allowed != SpokeRights.Answer.NO) {
                outcomes.add(outcome);
                moved.addAll(List.of(from, to));
              }
            });
    return moved;
  }

  /**
   * Keeps a row in a conflict record that only the spoke has. It is none when we took the row from
   * its view and it has yet to learn so, or when its own change of the row was just decided. A row
   * that we show to the spoke is no conflict, however its copy differs: we sent ours before we
   * asked for it, so it lags behind, or has changes of its own that are decided as such.
   */
  private void check(RowId source, RowId id, RowPart part, Row ours, Row theirs) {
    boolean seen = rights.apply(part.target()).sees(part.target(), ours);
    boolean known = underWay.contains(id) || underWay.contains(source) || judged.test(source);
    if (!seen && !known && (part.owner() || ours == null)) {
      conflicts.addLost(Kind.RELOADED, "reload", versions(part, null, null, theirs));
    }
  }

  private Versions versions(RowPart part, Row base, Row ours, Row theirs) {
    return new Versions(part.target(), part.columns(), base, ours, theirs, view.spoke());
  }
}
