package io.bactrian.apply;

import io.bactrian.changeset.Item;
import io.bactrian.changeset.Row;
import io.bactrian.changeset.RowId;
import io.bactrian.changeset.Table;
import io.bactrian.transform.RowPart;

/**
 * An entry of the hub's stream, mapped to one row of a spoke. Immutable.
 *
 * @param table null when the spoke has no such table
 * @param before the row as the hub expects it here; null when absent, or for a verdict
 * @param after the row to write; null when absent
 * @param verdict null for a change
 * @param loaded whether it is a row of a load, which expects nothing of the row here
 * @param answers number of our changeset that a verdict answers; 0 when it is no verdict
 */
record HubEntry(
    RowId id,
    Table table,
    RowPart before,
    RowPart after,
    Item.Verdict verdict,
    long answers,
    boolean loaded) {

  static HubEntry of(RowId id, MappedChange.Pair pair) {
    return new HubEntry(id, pair.any().target(), pair.before(), pair.after(), null, 0, false);
  }

  /** A row of a load, which is written whatever is here. */
  static HubEntry loaded(RowId id, MappedChange.Pair pair) {
    return new HubEntry(id, pair.any().target(), null, pair.after(), null, 0, true);
  }

  /** Whether it deletes the row, and not only sets some columns to NULL. */
  boolean removes() {
    return after == null && (before == null || before.owner());
  }

  /**
   * Combines this entry with an earlier one of the row that is still deferred: columns that this
   * entry does not give keep the earlier values.
   */
  HubEntry upon(HubEntry earlier) {
    if (verdict != null) {
      return this;
    }
    long known = Math.max(answers, earlier.answers());
    if (removes() || earlier.after() == null) {
      return new HubEntry(id, table, before, after, null, known, loaded);
    }
    RowPart mine = after;
    if (mine == null) {
      Row nothing = Row.owning(new String[table.width()]);
      mine = new RowPart(table, nothing, KeyColumns.without(table, before.columns()), false);
    }
    return new HubEntry(id, table, null, earlier.after().together(mine), null, known, loaded);
  }
}
