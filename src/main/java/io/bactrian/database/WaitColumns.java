package io.bactrian.database;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;

/**
 * The columns of {@code bactrian_wait} that an earlier version did not have: what a row waits for,
 * and since when. Rows that it left have NULL there. Stateless.
 */
final class WaitColumns {
  private WaitColumns() {}

  static boolean are(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "select count(*) from information_schema.columns"
                    + " where table_schema = current_schema"
                    + " and lower(table_name) = 'bactrian_wait'"
                    + " and lower(column_name) in ('needs', 'at')")) {
      return row.next() && row.getInt(1) == 2;
    }
  }

  /**
   * Adds the columns to a table of an earlier version.
   *
   * @param text type of texts of any length
   */
  static void upgrade(Connection connection, String text) throws SQLException {
    if (!are(connection)) {
      try (Statement statement = connection.createStatement()) {
        statement.execute("alter table bactrian_wait add column if not exists needs " + text);
        statement.execute(
            "alter table bactrian_wait add column if not exists at timestamp with time zone");
      }
    }
  }

  /** Null when it is not known. */
  static Instant instant(ResultSet row, int column) throws SQLException {
    OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
    return time == null ? null : time.toInstant();
  }

  static void set(PreparedStatement statement, int parameter, Instant time) throws SQLException {
    statement.setObject(parameter, time == null ? null : time.atOffset(ZoneOffset.UTC));
  }
}
