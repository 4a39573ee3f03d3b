package io.bactrian.database;

import io.bactrian.changeset.Column;
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

/**
 * Reads a table page by page in key order and locks the rows it reads against writers, so it waits
 * for other transactions' uncommitted changes. For one thread.
 */
final class KeyPage {
  private final Connection connection;
  private final RowSql dialect;

  KeyPage(Connection connection, RowSql dialect) {
    this.connection = connection;
    this.dialect = dialect;
  }

  /**
   * Reads the rows of the next page that fit into memory together; may also lock rows after them.
   *
   * @param after key of the last row before the page; null for the first page
   */
  List<Row> read(Table table, Key after, int most) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql(table, after, most))) {
      for (int i = 0; after != null && i < table.keyWidth(); i++) {
        dialect.bind(statement, i + 1, keyColumn(table, i), after.get(i));
      }
      return new BoundedRows(dialect, table).first(statement);
    }
  }

  private String sql(Table table, Key after, int most) {
    List<Column> columns =
        KeyedRows.positions(table).stream().map(table::column).collect(Collectors.toList());
    String names =
        columns.stream()
            .map(column -> "x." + dialect.identifier(column.name()))
            .collect(Collectors.joining(", "));
    String marks =
        columns.stream()
            .map(column -> dialect.fromText(column, "?"))
            .collect(Collectors.joining(", "));
    return "select %s from %s x%s order by %s limit %d%s"
        .formatted(
            dialect.selectList(table, "x"),
            dialect.quote(table.name()),
            after == null ? "" : " where (%s) > (%s)".formatted(names, marks),
            names,
            most,
            dialect.lockAgainstWriters("x"));
  }

  private static Column keyColumn(Table table, int i) {
    return table.column(table.keyPosition(i));
  }
}
