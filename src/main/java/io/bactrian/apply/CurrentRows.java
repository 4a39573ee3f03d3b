package io.bactrian.apply;

import io.bactrian.changeset.Key;
import io.bactrian.changeset.Row;
import io.bactrian.changeset.RowId;
import io.bactrian.changeset.Table;
import io.bactrian.destination.StoredRow;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The rows that a batch works on. They are locked and loaded with one query per table, tables in a
 * fixed order; then the batch's own decisions are tracked on top. For one thread.
 */
final class CurrentRows {
  private final Map<RowId, Row> loaded = new HashMap<>();
  private final Map<RowId, Row> decided = new HashMap<>();
  private final Map<RowId, Table> ids;

  /**
   * Locks and loads the rows.
   *
   * @param alone whether a single change refers to all of them, so that the batch can't be split;
   *     then rows are read one at a time
   */
  CurrentRows(ApplyTransaction tx, Map<RowId, Table> ids, boolean alone) {
    this.ids = Map.copyOf(ids);
    TreeMap<String, Set<Key>> byTable = new TreeMap<>();
    Map<String, Table> tables = new LinkedHashMap<>();
    ids.forEach(
        (id, table) -> {
          byTable.computeIfAbsent(id.table(), t -> new TreeSet<>()).add(id.key());
          tables.put(id.table(), table);
        });
    byTable.forEach(
        (name, keys) ->
            load(tx, tables.get(name), keys, alone)
                .forEach((key, row) -> loaded.put(new RowId(name, key), row)));
  }

  private static Map<Key, Row> load(
      ApplyTransaction tx, Table table, Set<Key> keys, boolean alone) {
    if (!alone || keys.size() == 1) {
      return tx.loadAndLock(table, keys);
    }
    Map<Key, Row> rows = new HashMap<>();
    keys.forEach(key -> rows.putAll(tx.loadAndLock(table, Set.of(key))));
    return rows;
  }

  /** The ids of all requested rows, whether they exist or not. */
  Set<RowId> ids() {
    return ids.keySet();
  }

  /** As {@link #get}, with its shape. */
  StoredRow stored(RowId id) {
    Row row = get(id);
    return row == null ? null : new StoredRow(ids.get(id), row);
  }

  /** Whether the row existed when it was loaded. */
  boolean found(RowId id) {
    return loaded.containsKey(id);
  }

  /** Returns the row after the batch's decisions so far; null when absent. */
  Row get(RowId id) {
    Row row = decided.get(id);
    return row != null || decided.containsKey(id) ? row : loaded.get(id);
  }

  /**
   * Records a decision. * *
   *
   * @param row null when the row becomes absent
   */
  void set(RowId id, Row row) {
    decided.put(id, row);
  }

  /** Resets all rows to their loaded state, before the batch is decided again. */
  void forgetDecisions() {
    decided.clear();
  }
}
