package io.bactrian.database;

import io.bactrian.problem.Problem;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.sql.DataSource;

/**
 * Reads which changesets of partners are applied, as far as committed. Thread-safe; locks nothing.
 */
public record AppliedChangesets(DataSource source) {
  private static final String CAPTURE = "*";

  /** Number of the last applied changeset, by partner, of those from which any was applied. */
  public Map<String, Long> newest() {
    try (Connection connection = source.getConnection();
        PreparedStatement select =
            connection.prepareStatement(
                "select source, number from bactrian_stream where source <> ?")) {
      select.setString(1, CAPTURE);
      Map<String, Long> newest = new TreeMap<>();
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          newest.put(row.getString(1), row.getLong(2));
        }
      }
      return newest;
    } catch (SQLException e) {
      throw unread(e);
    }
  }

  /** Numbers of applied changesets of a partner after one of them, in order, at most this many. */
  public List<Long> after(String partner, long number, int most) {
    try (Connection connection = source.getConnection();
        PreparedStatement select =
            connection.prepareStatement(
                "select number from bactrian_applied where source = ? and number > ?"
                    + " order by number fetch first "
                    + most
                    + " rows only")) {
      select.setString(1, partner);
      select.setLong(2, number);
      List<Long> numbers = new ArrayList<>();
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          numbers.add(row.getLong(1));
        }
      }
      return numbers;
    } catch (SQLException e) {
      throw unread(e);
    }
  }

  private static RuntimeException unread(SQLException e) {
    return Problem.of("The side tables can't be read (%s).", e.getMessage())
        .follows("Nothing is changed by that; it is tried again.")
        .toDo("If they are missing, run `bactrian install`.")
        .passes()
        .exception(e);
  }
}
