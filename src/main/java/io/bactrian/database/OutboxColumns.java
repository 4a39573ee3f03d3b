package io.bactrian.database;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The columns of {@code bactrian_change} that an earlier version did not have. Rows that it left
 * have NULL there: they have the shape of the tables as they are. Stateless.
 *
 * <pre>
 * shape            the shape under which the row was recorded: an id in {@code bactrian_shape}, or
 *                  what the dialect reads as {@code RecordedShape}
 * version_before   which stored version of the row the change began with, and which it made; only
 * version_after    where triggers record row by row, on databases that tell
 * waits            see the dialect's triggers
 * moves            the row's other key, where two rows tell an update of a key, a delete and an insert
 * </pre>
 */
final class OutboxColumns {
  /** {@code %s} is the type of texts of any length. */
  private static final Map<String, String> TYPES = new LinkedHashMap<>();

  static {
    TYPES.put("shape", "%s");
    TYPES.put("version_before", "varchar(60)");
    TYPES.put("version_after", "varchar(60)");
    TYPES.put("waits", "smallint");
    TYPES.put("moves", "%s");
  }

  /** Column definitions for {@code create table}. */
  static final String DEFINITIONS =
      TYPES.entrySet().stream()
          .map(column -> column.getKey() + " " + column.getValue())
          .collect(Collectors.joining(", "));

  private OutboxColumns() {}

  static boolean are(Connection connection) throws SQLException {
    String names = TYPES.keySet().stream().collect(Collectors.joining("', '", "('", "')"));
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "select count(*) from information_schema.columns"
                    + " where table_schema = current_schema"
                    + " and lower(table_name) = 'bactrian_change'"
                    + " and lower(column_name) in "
                    + names)) {
      return row.next() && row.getInt(1) == TYPES.size();
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
        for (Map.Entry<String, String> column : TYPES.entrySet()) {
          statement.execute(
              "alter table bactrian_change add column if not exists %s %s"
                  .formatted(column.getKey(), column.getValue().replace("%s", text)));
        }
      }
    }
  }
}
