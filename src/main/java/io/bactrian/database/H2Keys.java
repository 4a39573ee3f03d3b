package io.bactrian.database;

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
 * One key after the other, by one prepared statement: a round trip in this process is a call, and
 * H2 finds a row by its index only so; in a list of keys of several columns it looks at every row.
 */
final class H2Keys implements KeyedRows {
  private final Connection connection;
  private final Dialect dialect;

  H2Keys(Connection connection, Dialect dialect) {
    this.connection = connection;
    this.dialect = dialect;
  }

  @Override
  public List<Row> select(Table table, List<Key> keys, boolean lock) throws SQLException {
    List<Row> rows = new ArrayList<>(keys.size());
    long chars = 0;
    try (PreparedStatement statement = connection.prepareStatement(sql(table, lock))) {
      for (Key key : keys) {
        for (int i = 0; i < table.keyWidth(); i++) {
          H2BulkWriter.bind(statement, i + 1, dialect, keyColumn(table, i), key.get(i));
        }
        try (ResultSet result = statement.executeQuery()) {
          while (result.next()) {
            Row row = dialect.readRow(result, table, 1);
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

  private String sql(Table table, boolean lock) {
    List<String> conditions = new ArrayList<>();
    for (int i = 0; i < table.keyWidth(); i++) {
      Column column = keyColumn(table, i);
      conditions.add(
          "x." + dialect.identifier(column.name()) + " = " + dialect.fromText(column, "?"));
    }
    return "select %s from %s x where %s%s"
        .formatted(
            dialect.selectList(table, "x"),
            dialect.quote(table.name()),
            String.join(" and ", conditions),
            lock ? " for update" : "");
  }

  private static Column keyColumn(Table table, int i) {
    return table.column(table.keyPosition(i));
  }
}
