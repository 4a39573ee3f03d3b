package io.bactrian.database;

import io.bactrian.apply.Write;
import io.bactrian.changeset.Key;
import io.bactrian.changeset.Row;
import io.bactrian.changeset.RowId;
import io.bactrian.changeset.Table;
import io.bactrian.database.dialect.Dialect;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The unique keys of tables, besides the primary keys; read when first needed. For one thread. */
final class UniqueKeys {
  private final Connection connection;
  private final Dialect dialect;
  private final RowLoader rows;
  private final Map<String, List<List<Integer>>> known = new HashMap<>();

  UniqueKeys(Connection connection, Dialect dialect, RowLoader rows) {
    this.connection = connection;
    this.dialect = dialect;
    this.rows = rows;
  }

  /** Reads what the rows of these updates have in the unique keys that are to change. */
  SwappedValues swapped(ForeignKeys references, List<Write> updates) throws SQLException {
    Map<Table, List<Key>> wanted = new LinkedHashMap<>();
    for (Write write : updates) {
      boolean changes =
          of(write.table()).stream().anyMatch(key -> key.stream().anyMatch(write.columns()::get));
      if (changes) {
        wanted.computeIfAbsent(write.table(), table -> new ArrayList<>()).add(write.key());
      }
    }
    Map<RowId, Row> current = new HashMap<>();
    for (Map.Entry<Table, List<Key>> of : wanted.entrySet()) {
      Table table = of.getKey();
      rows.read(table, of.getValue())
          .forEach((key, row) -> current.put(new RowId(table.name(), key), row));
    }
    return new SwappedValues(references, known, current);
  }

  /** Positions of their columns in a row; what is not tracked of them is left out. */
  private List<List<Integer>> of(Table table) throws SQLException {
    List<List<Integer>> keys = known.get(table.name());
    if (keys == null) {
      keys = new ArrayList<>();
      for (List<String> names : dialect.uniqueKeys(connection, table.name())) {
        List<Integer> positions =
            names.stream().map(table::position).filter(position -> position >= 0).toList();
        if (positions.stream().anyMatch(position -> !table.column(position).key())) {
          keys.add(positions);
        }
      }
      known.put(table.name(), keys);
    }
    return keys;
  }
}
