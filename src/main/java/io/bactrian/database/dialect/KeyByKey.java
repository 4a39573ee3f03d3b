package io.bactrian.database.dialect;

import io.bactrian.apply.ApplyTransaction.RowsTooLargeException;
import io.bactrian.changeset.Column;
import io.bactrian.changeset.Key;
import io.bactrian.changeset.Row;
import io.bactrian.changeset.Table;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads one key at a time by a prepared statement. For databases in or near this process, or that
 * use an index only for a single key. For one thread.
 */
public final class KeyByKey implements KeyedRows {
  private final Connection connection;
  private final RowSql sql;

  public KeyByKey(Connection connection, RowSql sql) {
    this.connection = connection;
    this.sql = sql;
  }

  @Override
  public List<Row> select(Table table, List<Key> keys, boolean lock) throws SQLException {
    List<Row> rows = new ArrayList<>(keys.size());
    long chars = 0;
    try (PreparedStatement statement = connection.prepareStatement(select(table, lock))) {
      for (Key key : keys) {
        for (int i = 0; i < table.keyWidth(); i++) {
          sql.bind(statement, i + 1, keyColumn(table, i), key.get(i));
        }
        try (ResultSet result = statement.executeQuery()) {
          while (result.next()) {
            Row row = sql.readRow(result, table, 1);
            rows.add(row);
            chars += row.size();
          }
        }
        if (chars > BoundedRows.MOST_CHARS && keys.size() > 1) {
          throw new RowsTooLargeException(table, keys.size());
        }
      }
    }
    return rows;
  }

  private String select(Table table, boolean lock) {
    List<String> conditions = new ArrayList<>();
    for (int i = 0; i < table.keyWidth(); i++) {
      Column column = keyColumn(table, i);
      conditions.add("x." + sql.identifier(column.name()) + " = " + sql.fromText(column, "?"));
    }
    return "select %s from %s x where %s%s"
        .formatted(
            sql.selectList(table, "x"),
            sql.quote(table.name()),
            String.join(" and ", conditions),
            lock ? " for update" : "");
  }

  private static Column keyColumn(Table table, int i) {
    return table.column(table.keyPosition(i));
  }
}
