package io.bactrian.database.postgres;

import io.bactrian.changeset.Key;
import io.bactrian.changeset.Row;
import io.bactrian.changeset.Table;
import io.bactrian.database.dialect.BoundedRows;
import io.bactrian.database.dialect.KeyedRows;
import io.bactrian.database.dialect.RowSql;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Collectors;

/** Reads any number of keys by one statement, with an array of texts for each key column. */
final class PostgresKeys implements KeyedRows {
  private final Connection connection;
  private final RowSql dialect;

  PostgresKeys(Connection connection, RowSql dialect) {
    this.connection = connection;
    this.dialect = dialect;
  }

  @Override
  public List<Row> select(Table table, List<Key> keys, boolean lock) throws SQLException {
    String order =
        KeyedRows.positions(table).stream()
            .map(c -> "x." + dialect.identifier(table.column(c).name()))
            .collect(Collectors.joining(", "));
    String sql =
        "select %s from %s order by %s%s"
            .formatted(
                dialect.selectList(table, "x"),
                found(table),
                order,
                lock ? " for update of x" : "");
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < table.keyWidth(); i++) {
        int column = i;
        String[] values = keys.stream().map(key -> key.get(column)).toArray(String[]::new);
        statement.setArray(i + 1, connection.createArrayOf("text", values));
      }
      return new BoundedRows(dialect, table).all(statement, keys.size());
    }
  }

  private String found(Table table) {
    List<Integer> positions = KeyedRows.positions(table);
    return "%s x join %s on %s"
        .formatted(
            dialect.quote(table.name()),
            PostgresValues.of(dialect, table, positions),
            PostgresValues.sameKey(dialect, table));
  }
}
