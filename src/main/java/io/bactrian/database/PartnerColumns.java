package io.bactrian.database;

import io.bactrian.changeset.RowText;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Defines the columns of {@code bactrian_stream} that {@link PartnerTable} uses, and adds them to
 * tables of an earlier version, which kept their content in {@code bactrian_wait}. Stateless.
 */
final class PartnerColumns {
  /** {@code %s} is the type of texts of any length. */
  private static final Map<String, String> TYPES = new LinkedHashMap<>();

  static {
    TYPES.put("pending_request", "varchar(10)");
    TYPES.put("load_what", "varchar(10)");
    TYPES.put("load_restart", "boolean");
    TYPES.put("load_number", "bigint");
    TYPES.put("load_incarnation", "bigint");
    TYPES.put("load_position", "bigint");
    TYPES.put("load_table", "varchar(200)");
    TYPES.put("load_key", "%s");
    TYPES.put("load_rows", "bigint");
    TYPES.put("load_granted", "boolean");
    TYPES.put("load_next", "varchar(10)");
    TYPES.put("load_tables", "%s");
    TYPES.put("load_next_tables", "%s");
    TYPES.put("load_starts", "%s");
    TYPES.put("conflict_records", "bigint");
    TYPES.put("conflict_size", "bigint");
    TYPES.put("open_conflicts", "bigint");
    TYPES.put("row_comparison", "%s");
    TYPES.put("load_expected", "bigint");
  }

  static final List<String> NAMES = List.copyOf(TYPES.keySet());

  /** Column definitions for {@code create table}. */
  static final String DEFINITIONS =
      TYPES.entrySet().stream()
          .map(column -> column.getKey() + " " + column.getValue())
          .collect(Collectors.joining(", "));

  /** Rows of {@code bactrian_wait} in which an earlier version kept the state of a partner. */
  private static final String EARLIER =
      " from bactrian_wait where kind in ('LOADING', 'ASKED', 'BEGUN', 'RECORDED')";

  private PartnerColumns() {}

  /** Whether the table has these columns; a table of an earlier version does not. */
  static boolean are(Connection connection) throws SQLException {
    String names = NAMES.stream().collect(Collectors.joining("', '", "('", "')"));
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "select count(*) from information_schema.columns"
                    + " where table_schema = current_schema"
                    + " and lower(table_name) = 'bactrian_stream'"
                    + " and lower(column_name) in "
                    + names)) {
      return row.next() && row.getInt(1) == NAMES.size();
    }
  }

  /** Whether {@code bactrian_wait} still contains values to move to these columns. */
  static boolean areYetToMove(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("select 1" + EARLIER + " limit 1")) {
      return row.next();
    }
  }

  /**
   * Adds the columns to a table of an earlier version and moves their content. Continues an
   * interrupted upgrade: content moves in one transaction after all columns exist.
   *
   * @param text type of texts of any length
   */
  static void upgrade(Connection connection, String text) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      if (!are(connection)) {
        for (Map.Entry<String, String> column : TYPES.entrySet()) {
          statement.execute(
              "alter table bactrian_stream add column if not exists %s %s"
                  .formatted(column.getKey(), column.getValue().replace("%s", text)));
        }
      }
      if (areYetToMove(connection)) {
        try (ResultSet row = statement.executeQuery("select stream, kind, payload" + EARLIER)) {
          while (row.next()) {
            move(connection, row.getString(1), row.getString(2), RowText.parse(row.getString(3)));
          }
        }
        statement.executeUpdate("delete" + EARLIER);
      }
    }
  }

  private static void move(Connection connection, String partner, String kind, String[] parts)
      throws SQLException {
    Map<String, Object> columns = new LinkedHashMap<>();
    switch (kind) {
      case "ASKED" -> columns.put("pending_request", parts[0]);
      case "BEGUN" -> columns.put("load_starts", String.join(PartnerTable.SEPARATOR, parts));
      case "RECORDED" -> {
        columns.put("conflict_records", Long.valueOf(parts[0]));
        columns.put("conflict_size", Long.valueOf(parts[1]));
        columns.put("open_conflicts", Long.valueOf(parts[2]));
      }
      default -> {
        columns.put("load_what", parts[0]);
        columns.put("load_restart", parts[1].equals("1"));
        columns.put("load_number", Long.valueOf(parts[2]));
        columns.put("load_incarnation", Long.valueOf(parts[3]));
        columns.put("load_position", Long.valueOf(parts[4]));
        columns.put("load_table", parts[5]);
        columns.put("load_key", parts[6]);
        columns.put("load_rows", Long.valueOf(parts[7]));
        // versions without limits on loads did not store these two
        columns.put("load_granted", parts.length < 9 || parts[8].equals("1"));
        columns.put("load_next", parts.length < 10 ? null : parts[9]);
      }
    }
    String names = String.join(" = ?, ", columns.keySet());
    try (PreparedStatement update =
        connection.prepareStatement(
            "update bactrian_stream set " + names + " = ? where source = ?")) {
      int at = 0;
      for (Object value : columns.values()) {
        update.setObject(++at, value);
      }
      update.setString(++at, partner);
      if (update.executeUpdate() == 0) {
        throw new SQLException(
            "`bactrian_wait` has the state of partner %s, but `bactrian_stream` has no row of its stream."
                .formatted(partner));
      }
    }
  }
}
