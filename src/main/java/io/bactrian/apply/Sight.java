package io.bactrian.apply;

import io.bactrian.changeset.Key;
import io.bactrian.changeset.Row;
import io.bactrian.changeset.RowId;
import io.bactrian.changeset.Table;
import io.bactrian.destination.Destinations;
import io.bactrian.destination.ParentRows;
import io.bactrian.destination.Parents;
import io.bactrian.destination.Placement;
import io.bactrian.destination.StoredRow;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * Which sites see our rows, as these stand in one transaction. For one thread.
 *
 * @param found parents that were read; to be forgotten when rows were written
 * @param parents the same, with what was decided and is not written yet
 */
public record Sight(Placement placement, ParentRows found, Parents parents) {

  /**
   * @param tx in which rows are read; null where no rows are asked about
   */
  public static Sight of(Placement placement, ApplyTransaction tx) {
    return of(placement, ids -> read(placement, tx::table, tx::read, ids));
  }

  /**
   * The same, but parents are locked: what is said of a row by them holds until the transaction
   * ends. Otherwise a user could move a parent after a spoke's change of its child was decided, and
   * before the spoke is told that it was: the spoke passes over what moves its pending row.
   */
  static Sight locking(Placement placement, ApplyTransaction tx) {
    return of(placement, ids -> read(placement, tx::table, tx::loadAndLock, ids));
  }

  private static Sight of(Placement placement, Function<Set<RowId>, Map<RowId, StoredRow>> find) {
    ParentRows found = new ParentRows(placement, find);
    return new Sight(placement, found, found);
  }

  /** Of each row only what decides, in a statement for each table. */
  private static Map<RowId, StoredRow> read(
      Placement placement,
      Function<String, Table> tables,
      BiFunction<Table, Collection<Key>, Map<Key, Row>> rows,
      Set<RowId> ids) {
    Map<String, List<Key>> keys = new TreeMap<>();
    ids.forEach(id -> keys.computeIfAbsent(id.table(), t -> new ArrayList<>()).add(id.key()));
    Map<RowId, StoredRow> found = new HashMap<>();
    keys.forEach(
        (name, some) -> {
          Table table = placement.narrowed(tables.apply(name));
          InParts.of(
              some, // rows may be too large to keep in memory together
              these ->
                  rows.apply(table, these)
                      .forEach(
                          (key, row) ->
                              found.put(new RowId(name, key), new StoredRow(table, row))));
        });
    return found;
  }

  /** The same, where rows of a batch stand as it has decided. */
  Sight with(CurrentRows current) {
    if (!placement.usesParents()) {
      return this;
    }
    return new Sight(
        placement, found, id -> current.ids().contains(id) ? current.stored(id) : found.row(id));
  }

  /** The sites that see a row; none of an absent one (null). */
  public Destinations of(Table table, Row row) {
    return placement.of(table, row, parents);
  }

  /** Whether a row to which this one refers, and which decides where it is, is not there. */
  boolean lacksParents(Table table, Row row) {
    return placement.parents(new StoredRow(table, row)).stream()
        .anyMatch(id -> parents.row(id) == null);
  }

  /** The rows that decide where this one is, over all steps up. */
  Set<RowId> ancestors(Table table, Row row) {
    Set<RowId> all = new LinkedHashSet<>();
    Deque<StoredRow> left = new ArrayDeque<>(List.of(new StoredRow(table, row)));
    while (!left.isEmpty()) {
      for (RowId id : placement.parents(left.poll())) {
        StoredRow parent = all.add(id) ? parents.row(id) : null;
        if (parent != null) {
          left.add(parent);
        }
      }
    }
    return all;
  }

  /** Reads together what decides where these rows are. */
  public void expect(Table table, Collection<Row> rows) {
    if (placement.isPlaced(table.name())) {
      List<StoredRow> all = rows.stream().map(row -> new StoredRow(table, row)).toList();
      found.expect(all);
    }
  }

  /** Rows were written, or writes taken back. */
  void forget() {
    found.forget();
  }
}
