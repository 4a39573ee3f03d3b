package io.bactrian.apply;

import io.bactrian.changeset.Item;
import io.bactrian.changeset.Row;
import io.bactrian.changeset.RowId;
import io.bactrian.changeset.Table;
import io.bactrian.transform.Mapping;
import io.bactrian.transform.RowPart;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A change mapped to this site's rows: for each row the part before and the part after, either of
 * which may be missing. Pure.
 *
 * @param checked whether the row is only compared with ours, and not written
 * @param loaded whether it is a row of a load, and no change that the sender made
 * @param reach all rows here to which the changed row may map, before or after, with their tables
 */
record MappedChange(
    Item.Change change,
    boolean checked,
    boolean loaded,
    Map<RowId, Pair> rows,
    Map<RowId, Table> reach) {

  /** The sender's row, after the change if it has one then. */
  RowId row() {
    return change.rowId();
  }

  /** All rows of the sender that it changes: two for an update of a key. */
  List<RowId> sources() {
    return change.rowIds();
  }

  /**
   * Rows whose keys an update of the sender's key updates, with their new keys: where the row
   * before and the row after map each to one row of a table that they own.
   */
  Map<RowId, RowId> moves() {
    if (!change.movesKey()) {
      return Map.of();
    }
    Map<String, List<RowId>> left = new LinkedHashMap<>();
    Map<String, List<RowId>> come = new LinkedHashMap<>();
    rows.forEach(
        (id, pair) -> {
          boolean both = pair.before() != null && pair.after() != null;
          if (!both && pair.any().owner()) {
            (pair.after() == null ? left : come)
                .computeIfAbsent(id.table(), table -> new ArrayList<>())
                .add(id);
          }
        });
    Map<RowId, RowId> moves = new LinkedHashMap<>();
    left.forEach(
        (table, from) -> {
          List<RowId> to = come.getOrDefault(table, List.of());
          if (from.size() == 1 && to.size() == 1) {
            moves.put(from.get(0), to.get(0));
          }
        });
    return moves;
  }

  /** The part of a row before and after a change; at least one is not null. */
  record Pair(RowPart before, RowPart after) {
    RowPart any() {
      return after != null ? after : before;
    }

    /**
     * The row before the change, in our columns, completed from our row; null when absent. Where a
     * part that does not own the row was added, its columns were NULL before. Null as well where
     * such a part was removed of which no value is known, as they were NULL or too large to be
     * sent: its columns become NULL, which does not mean that the sender left them as they were.
     */
    Row base(Row ours) {
      if (before != null && after == null && !before.owner() && hasNoValues(before)) {
        return null;
      }
      if (before != null) {
        return completed(before, ours);
      }
      return after.owner() || ours == null ? null : without(after, ours);
    }

    /**
     * The row after the change, completed from our row; null when absent. Where a part that does
     * not own the row was removed, its columns become NULL.
     */
    Row theirs(Row ours) {
      if (after != null) {
        return completed(after, ours);
      }
      if (before.owner() || ours == null) {
        return null;
      }
      return without(before, ours);
    }

    private static boolean hasNoValues(RowPart part) {
      return KeyColumns.without(part.target(), part.columns()).stream()
          .allMatch(c -> part.row().cell(c) == null);
    }

    private static Row without(RowPart part, Row ours) {
      CharSequence[] values = ours.toArray();
      KeyColumns.without(part.target(), part.columns()).stream().forEach(c -> values[c] = null);
      return Row.owning(values);
    }

    /**
     * Takes the columns that the sender does not give from our row, so that the row can be mapped
     * back.
     */
    private static Row completed(RowPart part, Row ours) {
      if (ours == null || part.columns().cardinality() == part.target().width()) {
        return part.row();
      }
      CharSequence[] values = ours.toArray();
      part.columns().stream().forEach(c -> values[c] = part.row().cell(c));
      return Row.owning(values);
    }
  }

  /** Our rows that are not there and that this change would insert, as inserts. */
  List<Item.Change> brings(CurrentRows current) {
    return rows.entrySet().stream()
        .filter(entry -> current.get(entry.getKey()) == null && entry.getValue().after() != null)
        .map(entry -> entry.getValue().after())
        .filter(RowPart::owner)
        .map(part -> new Item.Change(part.target(), null, part.row()))
        .toList();
  }

  static MappedChange of(Mapping mapping, Item.Change change) {
    return of(mapping, change, false, false);
  }

  /** Maps a row of a load, as if it were inserted now. */
  static MappedChange of(Mapping mapping, Item.Present present) {
    Item.Change change = new Item.Change(present.table(), null, present.row());
    return of(mapping, change, !present.offered(), true);
  }

  private static MappedChange of(
      Mapping mapping, Item.Change change, boolean checked, boolean loaded) {
    Map<RowId, Pair> rows =
        pairs(
            map(mapping, change.table(), change.before()),
            map(mapping, change.table(), change.after()));
    return new MappedChange(change, checked, loaded, rows, reach(mapping, change, rows));
  }

  private static Map<RowId, Pair> pairs(Map<RowId, RowPart> before, Map<RowId, RowPart> after) {
    Map<RowId, Pair> rows = new LinkedHashMap<>();
    before.forEach((id, part) -> rows.put(id, new Pair(part, after.get(id))));
    after.forEach((id, part) -> rows.putIfAbsent(id, new Pair(null, part)));
    return rows;
  }

  /** This change, about other rows of ours; it still reaches those that it was about. */
  MappedChange about(Map<RowId, RowPart> before, Map<RowId, RowPart> after) {
    Map<RowId, Pair> others = pairs(before, after);
    Map<RowId, Table> all = new LinkedHashMap<>(reach);
    others.forEach((id, pair) -> all.put(id, pair.any().target()));
    return new MappedChange(change, checked, loaded, others, all);
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

  /** Maps one image; returns the parts by row, merging parts of the same row. */
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
