package io.bactrian.database;

import io.bactrian.apply.StreamState;
import io.bactrian.changelog.Head;
import io.bactrian.changeset.Header;
import io.bactrian.database.dialect.Refusals;
import io.bactrian.problem.Problem;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.Optional;

/**
 * How far each incoming stream is applied and what waits, in {@code bactrian_stream} and {@code
 * bactrian_wait}. Reading locks nothing, so that status commands disturb nobody. As thread-safe as
 * the connection.
 */
public final class StreamTable {
  private static final String COLUMNS =
      "select source, incarnation, number, hash, acknowledged_number, acknowledged_position"
          + " from bactrian_stream where source = ?";

  /** Capture's own row. */
  private static final String CAPTURE = "*";

  /**
   * So many hashes of applied changesets are kept: none of its sender's is older, if it resends.
   */
  private static final long REMEMBERED = 10_000;

  private final Connection connection;
  private final Refusals refusals;
  private final WaitTable waits;

  public StreamTable(Connection connection, Refusals refusals) {
    this.connection = connection;
    this.refusals = refusals;
    this.waits = new WaitTable(connection);
  }

  /** The stream as it was last committed; empty when nothing of this source was ever applied. */
  public Optional<StreamState> read(String source) throws SQLException {
    return select(COLUMNS, source);
  }

  private Optional<StreamState> select(String sql, String source) throws SQLException {
    try (PreparedStatement select = connection.prepareStatement(sql)) {
      select.setString(1, source);
      try (ResultSet row = select.executeQuery()) {
        return row.next() ? Optional.of(state(row)) : Optional.empty();
      }
    }
  }

  private static StreamState state(ResultSet row) throws SQLException {
    return new StreamState(
        row.getString(1),
        row.getLong(2),
        row.getLong(3),
        row.getString(4),
        row.getLong(5),
        row.getLong(6));
  }

  /** Locks the row until the transaction ends; makes it when there is none. */
  StreamState lock(String source) throws SQLException {
    Optional<StreamState> locked = select(COLUMNS + " for update", source);
    if (locked.isEmpty()) {
      insert(new StreamState(source, 1, 0, Header.NO_HASH, 0, 0));
      locked = select(COLUMNS + " for update", source);
    }
    return locked.orElseThrow();
  }

  /** Another transaction may be making the same row: then this waits for it and takes that. */
  private void insert(StreamState state) throws SQLException {
    Savepoint before = connection.setSavepoint();
    try (PreparedStatement insert =
        connection.prepareStatement(
            "insert into bactrian_stream (incarnation, number, hash, acknowledged_number,"
                + " acknowledged_position, source) values (?, ?, ?, ?, ?, ?)")) {
      bind(insert, state);
      insert.executeUpdate();
    } catch (SQLException failure) {
      if (!refusals.isUniqueKeyTaken(failure)) {
        throw failure;
      }
      connection.rollback(before);
    }
  }

  void save(StreamState state) throws SQLException {
    try (PreparedStatement update =
        connection.prepareStatement(
            "update bactrian_stream set incarnation = ?, number = ?, hash = ?,"
                + " acknowledged_number = ?, acknowledged_position = ? where source = ?")) {
      bind(update, state);
      if (update.executeUpdate() != 1) {
        throw Problem.of("Stream %s not advanced: it was not locked before.", state.source())
            .follows("Nothing of this changeset is kept.")
            .exception();
      }
    }
  }

  /** Notes what was applied, so that a repeat can be told from another with the same number. */
  void note(StreamState state) throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement(
            "insert into bactrian_applied (source, number, hash) values (?, ?, ?)")) {
      insert.setString(1, state.source());
      insert.setLong(2, state.number());
      insert.setString(3, state.hash());
      insert.executeUpdate();
    }
    try (PreparedStatement delete =
        connection.prepareStatement(
            "delete from bactrian_applied where source = ? and number = ?")) {
      delete.setString(1, state.source());
      delete.setLong(2, state.number() - REMEMBERED);
      delete.executeUpdate();
    }
  }

  /** Hash of an applied changeset; empty when it is not known any more, or never was. */
  public Optional<String> hash(String source, long number) throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(
            "select hash from bactrian_applied where source = ? and number = ?")) {
      select.setString(1, source);
      select.setLong(2, number);
      try (ResultSet row = select.executeQuery()) {
        return row.next() ? Optional.of(row.getString(1)) : Optional.empty();
      }
    }
  }

  private static void bind(PreparedStatement to, StreamState state) throws SQLException {
    to.setLong(1, state.incarnation());
    to.setLong(2, state.number());
    to.setString(3, state.hash());
    to.setLong(4, state.acknowledgedNumber());
    to.setLong(5, state.acknowledgedPosition());
    to.setString(6, state.source());
  }

  /**
   * Position of our changelog through which capture has cleared the outbox; 0 before it ever ran.
   */
  public long capturedThrough() throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement("select position from bactrian_stream where source = ?")) {
      select.setString(1, CAPTURE);
      try (ResultSet row = select.executeQuery()) {
        return row.next() ? row.getLong(1) : 0;
      }
    }
  }

  /** Sets capture's own row, whatever it was. */
  void captured(Head head) throws SQLException {
    String values =
        " set generation = ?, batch = ?, nonce = ?, position = ?, previous_position = ?";
    if (captured("update bactrian_stream" + values + " where source = ?", head) == 0) {
      captured(
          "insert into bactrian_stream"
              + " (generation, batch, nonce, position, previous_position, source)"
              + " values (?, ?, ?, ?, ?, ?)",
          head);
    }
  }

  private int captured(String sql, Head head) throws SQLException {
    try (PreparedStatement write = connection.prepareStatement(sql)) {
      write.setLong(1, head.generation());
      write.setLong(2, head.batch());
      write.setString(3, head.nonce());
      write.setLong(4, head.position());
      write.setLong(5, head.previousPosition());
      write.setString(6, CAPTURE);
      return write.executeUpdate();
    }
  }

  /** What waits, for who writes it. */
  WaitTable waits() {
    return waits;
  }
}
