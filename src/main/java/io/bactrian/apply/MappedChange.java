package io.bactrian.apply;

import io.bactrian.changeset.Item;
import io.bactrian.changeset.Row;
import io.bactrian.changeset.RowId;
import io.bactrian.changeset.Table;
import io.bactrian.transform.Mapping;
import io.bactrian.transform.RowPart;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a change says about rows here: for each of them the part before and the part after, either
 * of which may be missing. Pure.
 *
 * @param checked the row is only to be compared, ours stands
 * @param reach all rows here that the changed row may speak of, before or after, with their tables
 */
record MappedChange(
    Item.Change change, boolean checked, Map<RowId, Pair> rows, Map<RowId, Table> reach) {

  /** The sender's row. */
  RowId row() {
    return change.rowId();
  }

  /** At least one of the two is not null. */
  record Pair(RowPart before, RowPart after) {
    RowPart any() {
      return after != null ? after : before;
    }

    /**
     * The row before, in our terms and as whole as ours is; null when absent. A part that is not
     * the row's owner stood for NULLs before it came, as it does when it goes.
     */
    Row base(Row ours) {
      if (before != null) {
        return completed(before, ours);
      }
      return after.owner() || ours == null ? null : without(after, ours);
    }

    /** The row after; a part that goes without being the row's owner leaves NULL behind. */
    Row theirs(Row ours) {
      if (after != null) {
        return completed(after, ours);
      }
      if (before.owner() || ours == null) {
        return null;
      }
      return without(before, ours);
    }

    private static Row without(RowPart part, Row ours) {
      String[] values = ours.toArray();
      KeyColumns.without(part.target(), part.columns()).stream().forEach(c -> values[c] = null);
      return Row.owning(values);
    }

    /** Columns that the sender does not give are ours, so that a mapping back sees a whole row. */
    private static Row completed(RowPart part, Row ours) {
      if (ours == null || part.columns().cardinality() == part.target().width()) {
        return part.row();
      }
      String[] values = ours.toArray();
      part.columns().stream().forEach(c -> values[c] = part.row().get(c));
      return Row.owning(values);
    }
  }

  static MappedChange of(Mapping mapping, Item.Change change) {
    return of(mapping, change, false);
  }

  /** A row of a load: as if it were inserted now. */
  static MappedChange of(Mapping mapping, Item.Present present) {
    return of(mapping, new Item.Change(present.table(), null, present.row()), !present.offered());
  }

  private static MappedChange of(Mapping mapping, Item.Change change, boolean checked) {
    Map<RowId, RowPart> before = map(mapping, change.table(), change.before());
    Map<RowId, RowPart> after = map(mapping, change.table(), change.after());
    Map<RowId, Pair> rows = new LinkedHashMap<>();
    before.forEach((id, part) -> rows.put(id, new Pair(part, after.get(id))));
    after.forEach((id, part) -> rows.putIfAbsent(id, new Pair(null, part)));
    return new MappedChange(change, checked, rows, reach(mapping, change, rows));
  }

  private static Map<RowId, Table> reach(
      Mapping mapping, Item.Change change, Map<RowId, Pair> rows) {
    Map<RowId, Table> reach = new LinkedHashMap<>();
    rows.forEach((id, pair) -> reach.put(id, pair.any().target()));
    for (Row image : new Row[] {change.before(), change.after()}) {
      if (image != null) {
        reach.putAll(mapping.reach(change.table(), image));
      }
    }
    return reach;
  }

  /** The parts of one image by row; parts of one row are put together. */
  static Map<RowId, RowPart> map(Mapping mapping, Table table, Row image) {
    Map<RowId, RowPart> parts = new LinkedHashMap<>();
    if (image != null) {
      for (RowPart part : mapping.map(table, image)) {
        parts.merge(new RowId(part.target().name(), part.key()), part, RowPart::together);
      }
    }
    return parts;
  }
}
