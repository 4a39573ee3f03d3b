package io.bactrian.apply;

import io.bactrian.changeset.Row;
import io.bactrian.changeset.RowId;
import io.bactrian.changeset.Table;
import java.util.BitSet;

/** Judges a spoke's update of a key at the hub. Pure. */
final class KeyMove {
  private KeyMove() {}

  /**
   * Judges the update as one of our row with the key before, so that the two sides' changes of it
   * are merged. If we no longer have that row, the spoke changed a row that was deleted here.
   *
   * @param from our row before
   * @param to our row after
   * @return null when it can't be judged as an update of the key: a row has the new key already, or
   *     the spoke may not see the row, or not decide about a column of the key
   */
  static Outcome judge(
      SpokeView view,
      SpokeRights rights,
      CurrentRows current,
      MappedChange parts,
      RowId from,
      RowId to) {
    MappedChange.Pair left = parts.rows().get(from);
    MappedChange.Pair come = parts.rows().get(to);
    Table table = come.after().target();
    Row ours = current.get(from);
    BitSet keys = KeyColumns.changed(table, left.before().row(), come.after().row());
    if (current.get(to) != null
        || ours != null && !rights.sees(table, ours)
        || rights.guarded().intersects(keys)) {
      return null;
    }
    if (ours == null) {
      MappedChange.Pair pair =
          new MappedChange.Pair(KeyColumns.with(left.before(), come.after()), come.after());
      return new Outcome(view, rights, to, pair, null);
    }
    MappedChange.Pair pair =
        new MappedChange.Pair(left.before(), KeyColumns.with(come.after(), left.before()));
    return Outcome.moving(view, rights, pair, ours, come.after());
  }
}
