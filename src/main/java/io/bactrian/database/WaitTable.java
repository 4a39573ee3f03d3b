package io.bactrian.database;

import io.bactrian.apply.Wait;
import io.bactrian.apply.Waiting;
import io.bactrian.changeset.Key;
import io.bactrian.changeset.RowId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * What waits, in {@code bactrian_wait}. Reading locks nothing, so that status commands disturb
 * nobody. As thread-safe as the connection.
 */
public final class WaitTable {
  private static final String WHOLE =
      "select kind, table_name, row_key, sequence, number, reason, payload from bactrian_wait"
          + " where stream = ? and kind = ?";
  private static final String ORDER = " order by table_name, row_key, sequence";

  private final Connection connection;

  public WaitTable(Connection connection) {
    this.connection = connection;
  }

  /**
   * Of one kind, with its size.
   *
   * @param changes how many wait
   * @param size of their content in bytes
   */
  public record Amount(int changes, long size) {}

  /** How much waits of a stream, by kind; a kind of which nothing does is not in it. */
  public Map<Wait.Kind, Amount> amounts(String stream) throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(
            "select kind, count(*), sum(octet_length(payload)) from bactrian_wait"
                + " where stream = ? group by kind")) {
      select.setString(1, stream);
      Map<Wait.Kind, Amount> amounts = new EnumMap<>(Wait.Kind.class);
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          amounts.put(
              Wait.Kind.valueOf(row.getString(1)), new Amount(row.getInt(2), row.getLong(3)));
        }
      }
      return amounts;
    }
  }

  /** Of a kind of which there is little, by row and sequence. */
  public List<Wait> read(String stream, Wait.Kind kind) throws SQLException {
    try (PreparedStatement select = connection.prepareStatement(WHOLE + ORDER)) {
      select.setString(1, stream);
      select.setString(2, kind.name());
      return read(stream, select);
    }
  }

  /** Of one row, in order. */
  public List<Wait> read(String stream, Wait.Kind kind, RowId id) throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(WHOLE + " and table_name = ? and row_key = ?" + ORDER)) {
      select.setString(1, stream);
      select.setString(2, kind.name());
      select.setString(3, id.table());
      select.setString(4, id.key().text());
      return read(stream, select);
    }
  }

  private static List<Wait> read(String stream, PreparedStatement select) throws SQLException {
    List<Wait> waits = new ArrayList<>();
    try (ResultSet row = select.executeQuery()) {
      while (row.next()) {
        waits.add(
            new Wait(
                stream,
                Wait.Kind.valueOf(row.getString(1)),
                row.getString(2),
                Key.parse(row.getString(3)),
                row.getInt(4),
                row.getLong(5),
                row.getString(6),
                row.getString(7)));
      }
    }
    return waits;
  }

  /** By row, without the content. */
  public List<Waiting> rows(String stream, Wait.Kind kind) throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(
            "select table_name, row_key, count(*), max(sequence), min(number),"
                + " sum(octet_length(payload)) from bactrian_wait where stream = ? and kind = ?"
                + " group by table_name, row_key")) {
      select.setString(1, stream);
      select.setString(2, kind.name());
      List<Waiting> rows = new ArrayList<>();
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          RowId id = new RowId(row.getString(1), Key.parse(row.getString(2)));
          rows.add(new Waiting(id, row.getInt(3), row.getInt(4), row.getLong(5), row.getLong(6)));
        }
      }
      return rows;
    }
  }

  /** Streams with a load under way. */
  public Set<String> loading() throws SQLException {
    try (Statement select = connection.createStatement();
        ResultSet row =
            select.executeQuery("select stream from bactrian_wait where kind = 'LOADING'")) {
      Set<String> streams = new TreeSet<>();
      while (row.next()) {
        streams.add(row.getString(1));
      }
      return streams;
    }
  }

  /** Takes the place of one with the same row, kind and sequence. */
  void put(Wait wait) throws SQLException {
    remove(wait);
    try (PreparedStatement insert =
        connection.prepareStatement(
            "insert into bactrian_wait (stream, kind, table_name, row_key, sequence, number,"
                + " reason, payload) values (?, ?, ?, ?, ?, ?, ?, ?)")) {
      identify(insert, wait);
      insert.setLong(6, wait.number());
      insert.setString(7, wait.reason());
      insert.setString(8, wait.payload());
      insert.executeUpdate();
    }
  }

  void remove(Wait wait) throws SQLException {
    try (PreparedStatement delete =
        connection.prepareStatement(
            "delete from bactrian_wait where stream = ? and kind = ? and table_name = ?"
                + " and row_key = ? and sequence = ?")) {
      identify(delete, wait);
      delete.executeUpdate();
    }
  }

  private static void identify(PreparedStatement to, Wait wait) throws SQLException {
    to.setString(1, wait.stream());
    to.setString(2, wait.kind().name());
    to.setString(3, wait.table());
    to.setString(4, wait.key().text());
    to.setInt(5, wait.sequence());
  }
}
