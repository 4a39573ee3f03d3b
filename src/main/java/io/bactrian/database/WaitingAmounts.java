package io.bactrian.database;

import io.bactrian.apply.Wait;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * How much stands in {@code bactrian_wait}, for people. Takes no locks. As thread-safe as the
 * connection.
 */
public record WaitingAmounts(Connection connection) {

  /**
   * How much waits.
   *
   * @param changes number of waiting changes
   * @param size of their content in bytes
   */
  public record Amount(int changes, long size) {}

  /** How much waits in a stream, by kind, without kinds of which nothing waits. */
  public Map<Wait.Kind, Amount> amounts(String stream) throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(
            "select kind, count(*), sum(octet_length(payload)) from bactrian_wait"
                + " where stream = ? group by kind")) {
      select.setString(1, stream);
      Map<Wait.Kind, Amount> amounts = new EnumMap<>(Wait.Kind.class);
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          amounts.put(Wait.Kind.of(row.getString(1)), new Amount(row.getInt(2), row.getLong(3)));
        }
      }
      return amounts;
    }
  }

  /** Changes of one table that wait for the same reason. */
  public record Group(Wait.Kind kind, String table, String reason, int changes) {}

  /** What waits in a stream, by table and reason, the largest groups first. */
  public List<Group> groups(String stream, int most) throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(
            "select kind, table_name, reason, count(*) as changes from bactrian_wait"
                + " where stream = ? and kind <> ? group by kind, table_name, reason"
                + " order by changes desc, kind, table_name fetch first "
                + most
                + " rows only")) {
      select.setString(1, stream);
      select.setString(2, Wait.Kind.REPORTED.stored());
      List<Group> groups = new ArrayList<>();
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          groups.add(
              new Group(
                  Wait.Kind.of(row.getString(1)),
                  row.getString(2),
                  row.getString(3),
                  row.getInt(4)));
        }
      }
      return groups;
    }
  }
}
