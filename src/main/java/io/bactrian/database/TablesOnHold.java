package io.bactrian.database;

import io.bactrian.apply.OutboxText;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;

/**
 * Tables whose changes can't be captured. Their changes stay in the outbox under a kind of their
 * own, which no batch reads, so that all other tables go on. Thread-safe.
 */
final class TablesOnHold {
  private static final String HELD = "kind = '" + OutboxText.ON_HOLD + "'";

  private final DataSource database;
  private volatile boolean any = true;

  TablesOnHold(DataSource database) {
    this.database = database;
  }

  /** Puts what was recorded meanwhile of tables on hold beside their earlier changes. */
  void keep() throws SQLException {
    if (any) {
      try (Connection connection = database.getConnection()) {
        any = !counts(connection).isEmpty();
        if (any) {
          try (Statement statement = connection.createStatement()) {
            statement.executeUpdate(
                "update bactrian_change set %s where kind = '%s' and table_name in"
                        .formatted(HELD, OutboxText.CHANGE)
                    + " (select table_name from bactrian_change where %s)".formatted(HELD));
          }
        }
      }
    }
  }

  /** Puts the table on hold; the next batch leaves it out. Returns what to throw. */
  TableOnHoldException hold(TableOnHoldException found) {
    String update =
        "update bactrian_change set %s where kind = '%s' and table_name = ?"
            .formatted(HELD, OutboxText.CHANGE);
    try (Connection connection = database.getConnection();
        PreparedStatement statement = connection.prepareStatement(update)) {
      statement.setString(1, found.table());
      statement.executeUpdate();
      any = true;
    } catch (SQLException failed) {
      found.addSuppressed(failed);
    }
    return found;
  }

  /** The numbers of changes that are on hold, by table. */
  static Map<String, Long> counts(Connection connection) throws SQLException {
    Map<String, Long> counts = new HashMap<>();
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "select table_name, count(*) from bactrian_change where %s group by table_name"
                    .formatted(HELD))) {
      while (row.next()) {
        counts.put(row.getString(1), row.getLong(2));
      }
    }
    return counts;
  }

  /** Lets capture try again: after the tables, their triggers or the settings were corrected. */
  static void release(Connection connection, Iterable<String> tables) throws SQLException {
    String update =
        "update bactrian_change set kind = '%s' where %s and table_name = ?"
            .formatted(OutboxText.CHANGE, HELD);
    try (PreparedStatement statement = connection.prepareStatement(update)) {
      for (String table : tables) {
        statement.setString(1, table);
        statement.executeUpdate();
      }
    }
  }

  /** Removes what tables have on hold, and returns those that had any. */
  static List<String> drop(Connection connection, Collection<String> tables) throws SQLException {
    List<String> held = new ArrayList<>(counts(connection).keySet());
    held.retainAll(tables);
    try (PreparedStatement statement =
        connection.prepareStatement(
            "delete from bactrian_change where %s and table_name = ?".formatted(HELD))) {
      for (String table : held) {
        statement.setString(1, table);
        statement.executeUpdate();
      }
    }
    return held;
  }
}
