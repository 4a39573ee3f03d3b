package io.bactrian.database;

import io.bactrian.apply.ApplyTransaction;
import io.bactrian.apply.Failure;
import io.bactrian.apply.StreamState;
import io.bactrian.apply.Write;
import io.bactrian.changelog.Head;
import io.bactrian.changelog.LogEntry;
import io.bactrian.changeset.Header;
import io.bactrian.changeset.Item;
import io.bactrian.changeset.Key;
import io.bactrian.changeset.Operation;
import io.bactrian.changeset.Row;
import io.bactrian.changeset.RowId;
import io.bactrian.changeset.Table;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/**
 * One transaction that brings a database that was restored from a backup to where its own changelog
 * ends. Rows written since the restore stay as they are: they come later. For one thread; closing
 * without {@link #commit} changes nothing.
 */
public final class RollForward implements AutoCloseable {
  private static final int BATCH = 1_000;
  private static final int TRIES = 5;

  private final Connection connection;
  private final Dialect dialect;
  private final JdbcApplyTransaction tx;
  private final StreamTable streams;
  private final Set<RowId> newer;

  RollForward(Connection connection, Dialect dialect, JdbcApplyTransaction tx, OutboxTable outbox)
      throws SQLException {
    this.connection = connection;
    this.dialect = dialect;
    this.tx = tx;
    this.streams = new StreamTable(connection);
    this.newer = outbox.changed();
  }

  /** The same transaction, for what else is to become true with it. */
  public ApplyTransaction transaction() {
    return tx;
  }

  /** A row as the log leaves it; null when absent. */
  private record Last(Table table, Row row) {}

  /**
   * Writes what the log has; nothing of it is captured again.
   *
   * @param origin partner in whose name the rows are written
   * @return how many rows the database did not take; they stand in the changelog
   */
  public int replay(Iterator<LogEntry> entries, String origin) throws SQLException {
    Map<RowId, Last> batch = new LinkedHashMap<>();
    Map<RowId, Last> refused = new LinkedHashMap<>();
    while (entries.hasNext()) {
      if (entries.next().item() instanceof Item.Change change) {
        RowId id = new RowId(change.table().name(), change.key());
        if (!newer.contains(id)) {
          refused.remove(id);
          batch.remove(id);
          batch.put(id, new Last(change.table(), change.after()));
        }
      }
      if (batch.size() == BATCH || !entries.hasNext()) {
        refused.putAll(write(batch, origin));
        batch.clear();
      }
    }
    for (int i = 0; i < TRIES && !refused.isEmpty(); i++) {
      refused = write(refused, origin);
    }
    forgetRecorded();
    return refused.size();
  }

  private Map<RowId, Last> write(Map<RowId, Last> wanted, String origin) {
    Map<Table, Set<Key>> keys = new LinkedHashMap<>();
    wanted.forEach(
        (id, last) -> keys.computeIfAbsent(last.table(), t -> new TreeSet<>()).add(id.key()));
    Map<RowId, Row> now = new HashMap<>();
    keys.forEach(
        (table, some) ->
            tx.loadAndLock(table, some)
                .forEach((key, row) -> now.put(new RowId(table.name(), key), row)));
    List<Write> writes =
        wanted.entrySet().stream()
            .map(want -> write(want.getValue(), now.get(want.getKey()), origin))
            .filter(Objects::nonNull)
            .toList();
    Map<RowId, Last> refused = new LinkedHashMap<>();
    for (Failure failure : tx.write(writes)) {
      refused.put(failure.write().id(), wanted.get(failure.write().id()));
    }
    return refused;
  }

  private static Write write(Last last, Row now, String origin) {
    Operation operation = Operation.between(now, last.row());
    BitSet columns = new BitSet();
    if (operation == Operation.INSERT) {
      columns.set(0, last.table().width());
    } else if (operation == Operation.UPDATE) {
      for (int c = 0; c < last.table().width(); c++) {
        columns.set(c, !Objects.equals(now.get(c), last.row().get(c)));
      }
    }
    boolean same = operation == null || operation == Operation.UPDATE && columns.isEmpty();
    Row row = last.row() == null ? now : last.row();
    return same ? null : new Write(last.table(), operation, row, columns, origin);
  }

  private void forgetRecorded() throws SQLException {
    String sql =
        "delete from bactrian_change where kind = 'C' and transaction = " + dialect.transactionId();
    try (PreparedStatement delete = connection.prepareStatement(sql)) {
      delete.executeUpdate();
    }
  }

  /** What the log says of a partner's stream: applied here through this changeset. */
  public void applied(String partner, long number) throws SQLException {
    StreamState state = streams.lock(partner);
    if (number > state.number()) {
      streams.save(
          new StreamState(
              partner,
              Header.incarnation(number),
              number,
              Header.NO_HASH,
              state.acknowledgedNumber(),
              state.acknowledgedPosition()));
    }
  }

  /** From here on everything of ours counts as not yet known to the partner. */
  public void unacknowledgedBeyond(String partner, long position) throws SQLException {
    StreamState state = streams.lock(partner);
    streams.save(
        new StreamState(
            partner,
            state.incarnation(),
            state.number(),
            state.hash(),
            state.acknowledgedNumber(),
            position));
  }

  /** The database and the changelog agree from now on. */
  public void commit(Head head) throws SQLException {
    streams.captured(head);
    tx.commit();
  }

  @Override
  public void close() {
    tx.close();
  }
}
