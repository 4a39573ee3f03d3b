package io.bactrian.apply;

import io.bactrian.changeset.Item;
import io.bactrian.changeset.Row;
import io.bactrian.changeset.RowId;
import io.bactrian.changeset.Table;
import io.bactrian.transform.RowPart;

/**
 * What one entry of the hub wants of one row of a spoke.
 *
 * @param table null when the spoke has no such table
 * @param before what the hub believes the row to be, null: absent; not known for a verdict
 * @param after what it is to be, null: absent
 * @param verdict null for a change
 * @param loaded part of a load, which believes nothing of what is here
 * @param answers number of our changeset that the hub knew when it said this, 0 when no verdict
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

  /** A row as it stands, whatever was here before. */
  static HubEntry loaded(RowId id, MappedChange.Pair pair) {
    return new HubEntry(id, pair.any().target(), null, pair.after(), null, 0, true);
  }

  /** Whether the row is to go, not only some columns of it. */
  boolean removes() {
    return after == null && (before == null || before.owner());
  }

  /**
   * This entry together with an earlier one of the row that is still deferred: what later entries
   * do not speak of stays wanted.
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
