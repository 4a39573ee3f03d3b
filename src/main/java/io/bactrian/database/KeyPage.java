package io.bactrian.database;

import static java.util.stream.Collectors.joining;

import io.bactrian.changeset.Column;
import io.bactrian.changeset.Key;
import io.bactrian.changeset.Row;
import io.bactrian.changeset.Table;
import io.bactrian.database.dialect.BoundedRows;
import io.bactrian.database.dialect.KeyedRows;
import io.bactrian.database.dialect.RowSql;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.stream.Stream;

/**
 * Reads a table page by page in key order and locks the rows it reads against writers, so it waits
 * for other transactions' uncommitted changes. A page consists of keys as they are ordered before
 * anything is waited for; a row that is gone or has another key after the wait is left out.
 * Otherwise a row whose key grew during the wait would stand for a place far ahead, and the rows up
 * to there would be skipped. For one thread.
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
   * If other transactions removed all rows of a page while it waited, reads the next again.
   *
   * @param after key of the last row before the page; null for the first page
   */
  List<Row> read(Table table, Key after, int most) throws SQLException {
    List<Row> rows;
    do {
      try (PreparedStatement page = prepare(rows(table, after, most), table, after)) {
        rows = new BoundedRows(dialect, table).first(page);
      }
    } while (rows.isEmpty() && hasMore(table, after));
    return rows;
  }

  /** Counts the rows of a table, without locks. */
  long count(Table table) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery("select count(*) from " + dialect.quote(table.name()))) {
      row.next();
      return row.getLong(1);
    }
  }

  private boolean hasMore(Table table, Key after) throws SQLException {
    try (PreparedStatement statement = prepare(keys(table, after, 1), table, after);
        ResultSet row = statement.executeQuery()) {
      return row.next();
    }
  }

  private PreparedStatement prepare(String sql, Table table, Key after) throws SQLException {
    PreparedStatement statement = connection.prepareStatement(sql);
    try {
      for (int i = 0; after != null && i < table.keyWidth(); i++) {
        dialect.bind(statement, i + 1, keyColumn(table, i), after.get(i));
      }
      return statement;
    } catch (SQLException invalid) {
      statement.close();
      throw invalid;
    }
  }

  private String rows(Table table, Key after, int most) {
    String same =
        keyNames(table).map(name -> "x." + name + " = o." + name).collect(joining(" and "));
    String order = keyNames(table).map(name -> "o." + name).collect(joining(", "));
    return "select %s %s"
        .formatted(
            dialect.selectList(table, "x"),
            dialect.lockedAgainstWriters(
                keys(table, after, most), dialect.quote(table.name()), same, order));
  }

  private String keys(Table table, Key after, int most) {
    String names = keyNames(table).map(name -> "k." + name).collect(joining(", "));
    String marks =
        KeyedRows.positions(table).stream()
            .map(position -> dialect.fromText(table.column(position), "?"))
            .collect(joining(", "));
    return "select %s from %s k%s order by %s limit %d"
        .formatted(
            names,
            dialect.quote(table.name()),
            after == null ? "" : " where (%s) > (%s)".formatted(names, marks),
            names,
            most);
  }

  private Stream<String> keyNames(Table table) {
    return KeyedRows.positions(table).stream()
        .map(position -> dialect.identifier(table.column(position).name()));
  }

  private static Column keyColumn(Table table, int i) {
    return table.column(table.keyPosition(i));
  }
}
