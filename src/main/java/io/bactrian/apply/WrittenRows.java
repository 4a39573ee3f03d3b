package io.bactrian.apply;

import io.bactrian.changeset.Key;
import io.bactrian.changeset.Row;
import io.bactrian.changeset.RowId;
import io.bactrian.changeset.Table;
import io.bactrian.transform.Values;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Rows that an attempt writes at a spoke, in tables whose triggers may alter them, compared with
 * what stands afterwards. Reads each table once; costs nothing for other tables. For one thread.
 */
final class WrittenRows {
  private final Set<String> tables;
  private final Map<Table, Map<Key, BitSet>> given = new LinkedHashMap<>();

  /**
   * @param tables names of the tables to look at
   */
  WrittenRows(Set<String> tables) {
    this.tables = tables;
  }

  /**
   * @param columns that the hub gives
   */
  void wrote(Table table, RowId id, BitSet columns) {
    if (tables.contains(table.name())) {
      given
          .computeIfAbsent(table, t -> new HashMap<>())
          .computeIfAbsent(id.key(), key -> new BitSet())
          .or(columns);
    }
  }

  /** Compares the rows, after all writes, with those that were to be written. */
  Map<String, AlteredRows.Found> altered(ApplyTransaction tx, CurrentRows wanted) {
    Map<String, AlteredRows.Found> altered = new TreeMap<>();
    given.forEach(
        (table, columns) ->
            InParts.of(
                List.copyOf(columns.keySet()),
                keys -> {
                  Map<Key, Row> standing = tx.read(table, keys);
                  for (Key key : keys) {
                    Row row = wanted.get(new RowId(table.name(), key));
                    compare(table, columns.get(key), row, standing.get(key), altered);
                  }
                }));
    return altered;
  }

  private static void compare(
      Table table,
      BitSet columns,
      Row wanted,
      Row standing,
      Map<String, AlteredRows.Found> altered) {
    Set<String> differ = new TreeSet<>();
    if (wanted != null && standing != null) {
      columns.stream()
          .filter(c -> !Values.same(table.column(c), wanted.cell(c), standing.cell(c)))
          .forEach(c -> differ.add(table.column(c).name()));
    }
    if (!differ.isEmpty() || wanted != null && standing == null) {
      AlteredRows.Found found = new AlteredRows.Found(1, differ);
      altered.merge(table.name(), found, AlteredRows.Found::and);
    }
  }
}
