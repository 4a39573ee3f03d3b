package io.bactrian.apply;

import io.bactrian.changeset.Key;
import io.bactrian.changeset.Row;
import io.bactrian.changeset.RowId;
import io.bactrian.changeset.Table;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The rows a batch works on: locked and loaded by one query per table, tables in one fixed order,
 * then followed through the batch's own decisions. For one thread.
 */
final class CurrentRows {
  private final Map<RowId, Row> loaded = new HashMap<>();
  private final Map<RowId, Row> decided = new HashMap<>();
  private final Set<RowId> ids;

  /**
   * Locks and loads.
   *
   * @param alone whether one change speaks of all of them, so that they can't be taken in parts
   */
  CurrentRows(ApplyTransaction tx, Map<RowId, Table> ids, boolean alone) {
    this.ids = ids.keySet();
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

  /** All that were asked for. */
  Set<RowId> ids() {
    return ids;
  }

  /** Whether the row was there when it was loaded. */
  boolean found(RowId id) {
    return loaded.containsKey(id);
  }

  /** The row as the batch has it so far, or null. */
  Row get(RowId id) {
    Row row = decided.get(id);
    return row != null || decided.containsKey(id) ? row : loaded.get(id);
  }

  /**
   * @param row null: absent
   */
  void set(RowId id, Row row) {
    decided.put(id, row);
  }

  /** The batch is decided again: the rows are as they were loaded. */
  void forgetDecisions() {
    decided.clear();
  }
}
