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
  private final Map<RowId, Row> rows = new HashMap<>();
  private final Set<RowId> found;

  /** Locks and loads. */
  CurrentRows(ApplyTransaction tx, Map<RowId, Table> ids) {
    TreeMap<String, Set<Key>> byTable = new TreeMap<>();
    Map<String, Table> tables = new LinkedHashMap<>();
    ids.forEach(
        (id, table) -> {
          byTable.computeIfAbsent(id.table(), t -> new TreeSet<>()).add(id.key());
          tables.put(id.table(), table);
        });
    byTable.forEach(
        (name, keys) ->
            tx.loadAndLock(tables.get(name), keys)
                .forEach((key, row) -> rows.put(new RowId(name, key), row)));
    found = Set.copyOf(rows.keySet());
  }

  /** Whether the row was there when it was loaded. */
  boolean found(RowId id) {
    return found.contains(id);
  }

  /** The row as the batch has it so far, or null. */
  Row get(RowId id) {
    return rows.get(id);
  }

  void set(RowId id, Row row) {
    if (row == null) {
      rows.remove(id);
    } else {
      rows.put(id, row);
    }
  }
}
