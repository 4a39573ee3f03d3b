package io.bactrian.database;

import io.bactrian.apply.BatchLimit;
import io.bactrian.apply.Wait;
import io.bactrian.apply.WaitingRow;
import io.bactrian.changeset.Key;
import io.bactrian.changeset.RowId;
import io.bactrian.problem.Problem;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The table {@code bactrian_wait}: rows that wait (parked, deferred, awaited). Reading takes no
 * locks, so status commands block nothing. Buffers writes until {@link #send} or the next read. As
 * thread-safe as the connection.
 */
public final class WaitTable {
  private static final String BRIEF =
      "select kind, table_name, row_key, sequence, number, reason, case when char_length(payload) <= "
          + Wait.SHORT
          + " then payload end, needs, at from bactrian_wait where stream = ? and kind = ?";

  private static final String WHOLE =
      "select kind, table_name, row_key, sequence, number, reason, payload, needs, at"
          + " from bactrian_wait"
          + " where stream = ? and kind = ?";
  private static final int TOGETHER = 400;
  private static final String ORDER = " order by table_name, row_key, sequence";

  private final Connection connection;
  private final Map<Id, Wait> writes = new LinkedHashMap<>();
  private final BatchLimit waiting = new BatchLimit();

  public WaitTable(Connection connection) {
    this.connection = connection;
  }

  private record Id(String stream, Wait.Kind kind, String table, Key key, int sequence) {
    static Id of(Wait wait) {
      return new Id(wait.stream(), wait.kind(), wait.table(), wait.key(), wait.sequence());
    }
  }

  /** Reads what waits of a kind, ordered by row and sequence, with long payloads left out. */
  public List<Wait> read(String stream, Wait.Kind kind) throws SQLException {
    send();
    try (PreparedStatement select = connection.prepareStatement(BRIEF + ORDER)) {
      select.setString(1, stream);
      select.setString(2, kind.stored());
      return read(stream, select);
    }
  }

  /** Reads what waits for these rows, each in order, with long payloads left out. */
  public List<Wait> read(String stream, Wait.Kind kind, Collection<RowId> rows)
      throws SQLException {
    send();
    Map<String, List<String>> hashes = new LinkedHashMap<>();
    rows.forEach(
        row ->
            hashes
                .computeIfAbsent(row.table(), table -> new ArrayList<>())
                .add(WaitKeys.hash(row.key())));
    List<Wait> waits = new ArrayList<>();
    for (Map.Entry<String, List<String>> of : hashes.entrySet()) {
      for (int from = 0; from < of.getValue().size(); from += TOGETHER) {
        int to = Math.min(of.getValue().size(), from + TOGETHER);
        waits.addAll(read(stream, kind, of.getKey(), of.getValue().subList(from, to)));
      }
    }
    return waits;
  }

  private List<Wait> read(String stream, Wait.Kind kind, String table, List<String> hashes)
      throws SQLException {
    String any = String.join(", ", Collections.nCopies(hashes.size(), "?"));
    try (PreparedStatement select =
        connection.prepareStatement(
            BRIEF + " and table_name = ? and row_hash in (" + any + ")" + ORDER)) {
      select.setString(1, stream);
      select.setString(2, kind.stored());
      select.setString(3, table);
      for (int i = 0; i < hashes.size(); i++) {
        select.setString(4 + i, hashes.get(i));
      }
      return read(stream, select);
    }
  }

  /** Reads everything that waits for one row, in order, with payloads. */
  public List<Wait> read(String stream, Wait.Kind kind, RowId id) throws SQLException {
    send();
    try (PreparedStatement select =
        connection.prepareStatement(WHOLE + " and table_name = ? and row_hash = ?" + ORDER)) {
      select.setString(1, stream);
      select.setString(2, kind.stored());
      select.setString(3, id.table());
      select.setString(4, WaitKeys.hash(id.key()));
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
                Wait.Kind.of(row.getString(1)),
                row.getString(2),
                Key.parse(row.getString(3)),
                row.getInt(4),
                row.getLong(5),
                row.getString(6),
                row.getString(7),
                row.getString(8),
                WaitColumns.instant(row, 9)));
      }
    }
    return waits;
  }

  /** The first wait of each row, without its payload. */
  List<Wait> firsts(String stream, Wait.Kind kind) throws SQLException {
    send();
    try (PreparedStatement select =
        connection.prepareStatement(
            "select kind, table_name, row_key, sequence, number, reason, cast(null as varchar(1)),"
                + " needs, at from bactrian_wait w where stream = ? and kind = ? and not exists"
                + " (select 1 from bactrian_wait e where e.stream = w.stream and e.kind = w.kind"
                + " and e.table_name = w.table_name and e.row_hash = w.row_hash"
                + " and e.sequence < w.sequence)"
                + ORDER)) {
      select.setString(1, stream);
      select.setString(2, kind.stored());
      return read(stream, select);
    }
  }

  /** The waiting rows of a kind, without their content. */
  public List<WaitingRow> rows(String stream, Wait.Kind kind) throws SQLException {
    send();
    try (PreparedStatement select =
        connection.prepareStatement(
            "select table_name, row_key, count(*), max(sequence), min(number),"
                + " sum(octet_length(payload)), max(needs) from bactrian_wait"
                + " where stream = ? and kind = ? group by table_name, row_hash, row_key")) {
      select.setString(1, stream);
      select.setString(2, kind.stored());
      List<WaitingRow> rows = new ArrayList<>();
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          RowId id = new RowId(row.getString(1), Key.parse(row.getString(2)));
          rows.add(
              new WaitingRow(
                  id,
                  row.getInt(3),
                  row.getInt(4),
                  row.getLong(5),
                  row.getLong(6),
                  row.getString(7)));
        }
      }
      return rows;
    }
  }

  /** The given wait with its payload. */
  public Wait whole(Wait wait) throws SQLException {
    if (wait.payload() != null) {
      return wait;
    }
    send();
    String sql =
        "select payload from bactrian_wait where stream = ? and kind = ? and table_name = ?"
            + " and row_hash = ? and sequence = ?";
    try (PreparedStatement select = connection.prepareStatement(sql)) {
      identify(select, 0, Id.of(wait));
      try (ResultSet row = select.executeQuery()) {
        if (!row.next()) {
          throw Problem.of(
                  "In stream %s, a waiting row of `%s` is not in `bactrian_wait` any more.",
                  wait.stream(), wait.table())
              .follows("Nothing is changed; it is tried again.")
              .passes()
              .exception();
        }
        return wait.with(row.getString(1));
      }
    }
  }

  /** Inserts a wait, or replaces the one with the same row, kind and sequence. */
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

  /** Sends all buffered writes to the database. */
  void send() throws SQLException {
    if (writes.isEmpty()) {
      return;
    }
    List<Id> ids = List.copyOf(writes.keySet());
    for (int from = 0; from < ids.size(); from += TOGETHER) {
      delete(ids.subList(from, Math.min(ids.size(), from + TOGETHER)));
    }
    String insert =
        "insert into bactrian_wait (stream, kind, table_name, row_hash, sequence, row_key, number,"
            + " reason, payload, needs, at) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?,"
            + " coalesce(cast(? as timestamp with time zone), current_timestamp))";
    try (PreparedStatement statement = connection.prepareStatement(insert)) {
      for (Map.Entry<Id, Wait> write : writes.entrySet()) {
        if (write.getValue() != null) {
          identify(statement, 0, write.getKey());
          statement.setString(6, write.getKey().key().text());
          statement.setLong(7, write.getValue().number());
          statement.setString(8, write.getValue().reason());
          statement.setString(9, write.getValue().payload());
          statement.setString(10, write.getValue().needs());
          WaitColumns.set(statement, 11, write.getValue().at());
          statement.addBatch();
        }
      }
      statement.executeBatch();
    }
    writes.clear();
    waiting.clear();
  }

  private void delete(List<Id> ids) throws SQLException {
    String one = "stream = ? and kind = ? and table_name = ? and row_hash = ? and sequence = ?";
    String any = String.join(") or (", Collections.nCopies(ids.size(), one));
    try (PreparedStatement delete =
        connection.prepareStatement("delete from bactrian_wait where (" + any + ")")) {
      for (int i = 0; i < ids.size(); i++) {
        identify(delete, i * 5, ids.get(i));
      }
      delete.executeUpdate();
    }
  }

  private static void identify(PreparedStatement to, int after, Id id) throws SQLException {
    to.setString(after + 1, id.stream());
    to.setString(after + 2, id.kind().stored());
    to.setString(after + 3, id.table());
    to.setString(after + 4, WaitKeys.hash(id.key()));
    to.setInt(after + 5, id.sequence());
  }
}
