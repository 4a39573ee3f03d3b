package io.bactrian.database;

import io.bactrian.apply.BatchLimit;
import io.bactrian.apply.Wait;
import io.bactrian.changeset.Key;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * {@code bactrian_wait}: what waits. Writes are held back to be sent together, until {@link #send}
 * or until something is read. As thread-safe as the connection.
 */
final class WaitTable {
  /** Payloads of all but rows are short. */
  private static final String COLUMNS =
      "select kind, table_name, row_key, sequence, number, reason, case when char_length(payload) <= "
          + Wait.SHORT
          + " then payload end from bactrian_wait where stream = ?";

  private final Connection connection;
  private final Map<Id, Wait> writes = new LinkedHashMap<>();
  private final BatchLimit waiting = new BatchLimit();

  WaitTable(Connection connection) {
    this.connection = connection;
  }

  private record Id(String stream, Wait.Kind kind, String table, Key key, int sequence) {
    static Id of(Wait wait) {
      return new Id(wait.stream(), wait.kind(), wait.table(), wait.key(), wait.sequence());
    }
  }

  /** By row and sequence. */
  List<Wait> of(String stream) throws SQLException {
    send();
    try (PreparedStatement select =
        connection.prepareStatement(COLUMNS + " order by kind, table_name, row_key, sequence")) {
      select.setString(1, stream);
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
  }

  /** The same with its payload. */
  Wait whole(Wait wait) throws SQLException {
    if (wait.payload() != null) {
      return wait;
    }
    send();
    String sql =
        "select payload from bactrian_wait where stream = ? and kind = ? and table_name = ?"
            + " and row_key = ? and sequence = ?";
    try (PreparedStatement select = connection.prepareStatement(sql)) {
      identify(select, Id.of(wait));
      try (ResultSet row = select.executeQuery()) {
        if (!row.next()) {
          throw new IllegalStateException(
              "What waits of %s for a row of `%s` is not in `bactrian_wait` any more. Nothing is changed; it is tried again."
                  .formatted(wait.stream(), wait.table()));
        }
        return new Wait(
            wait.stream(),
            wait.kind(),
            wait.table(),
            wait.key(),
            wait.sequence(),
            wait.number(),
            wait.reason(),
            row.getString(1));
      }
    }
  }

  /** Takes the place of one with the same row, kind and sequence. */
  void put(Wait wait) throws SQLException {
    writes.put(Id.of(wait), wait);
    sendIfMany(wait.payload().length());
  }

  void remove(Wait wait) throws SQLException {
    writes.put(Id.of(wait), null);
    sendIfMany(0);
  }

  private void sendIfMany(long size) throws SQLException {
    if (waiting.add(size).reached()) {
      send();
    }
  }

  /** From now on the transaction has all of it. */
  void send() throws SQLException {
    if (writes.isEmpty()) {
      return;
    }
    String delete =
        "delete from bactrian_wait where stream = ? and kind = ? and table_name = ?"
            + " and row_key = ? and sequence = ?";
    try (PreparedStatement statement = connection.prepareStatement(delete)) {
      for (Id id : writes.keySet()) {
        identify(statement, id);
        statement.addBatch();
      }
      statement.executeBatch();
    }
    String insert =
        "insert into bactrian_wait (stream, kind, table_name, row_key, sequence, number,"
            + " reason, payload) values (?, ?, ?, ?, ?, ?, ?, ?)";
    try (PreparedStatement statement = connection.prepareStatement(insert)) {
      for (Map.Entry<Id, Wait> write : writes.entrySet()) {
        if (write.getValue() != null) {
          identify(statement, write.getKey());
          statement.setLong(6, write.getValue().number());
          statement.setString(7, write.getValue().reason());
          statement.setString(8, write.getValue().payload());
          statement.addBatch();
        }
      }
      statement.executeBatch();
    }
    writes.clear();
    waiting.clear();
  }

  private static void identify(PreparedStatement to, Id id) throws SQLException {
    to.setString(1, id.stream());
    to.setString(2, id.kind().name());
    to.setString(3, id.table());
    to.setString(4, id.key().text());
    to.setInt(5, id.sequence());
  }
}
