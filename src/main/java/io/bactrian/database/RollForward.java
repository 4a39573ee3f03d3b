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
import io.bactrian.recovery.Repair;
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

/** Brings a database that was restored from a backup to where its own changelog ends. */
final class RollForward implements Repair {
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

  @Override
  public ApplyTransaction transaction() {
    return tx;
  }

  /** A row as the log leaves it; null when absent. */
  private record Last(Table table, Row row) {}

  @Override
  public int replay(Iterator<LogEntry> entries, String origin) {
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

  private void forgetRecorded() {
    String sql =
        "delete from bactrian_change where kind = 'C' and transaction = " + dialect.transactionId();
    try (PreparedStatement delete = connection.prepareStatement(sql)) {
      delete.executeUpdate();
    } catch (SQLException failure) {
      throw Interruption.of("writing what the changelog has", failure);
    }
  }

  @Override
  public void applied(String partner, long number) {
    StreamState state = tx.lockStream(partner);
    if (number > state.number()) {
      save(
          new StreamState(
              partner,
              Header.incarnation(number),
              number,
              Header.NO_HASH,
              state.acknowledgedNumber(),
              state.acknowledgedPosition()));
    }
  }

  @Override
  public void unacknowledgedBeyond(String partner, long position) {
    StreamState state = tx.lockStream(partner);
    save(
        new StreamState(
            partner,
            state.incarnation(),
            state.number(),
            state.hash(),
            state.acknowledgedNumber(),
            position));
  }

  /** No changeset was applied: there is no hash to be noted. */
  private void save(StreamState state) {
    try {
      streams.save(state);
    } catch (SQLException failure) {
      throw Interruption.of("setting the stream of " + state.source(), failure);
    }
  }

  @Override
  public void commit(Head head) {
    try {
      streams.captured(head);
    } catch (SQLException failure) {
      throw Interruption.of("setting capture's own row", failure);
    }
    tx.commit();
  }

  @Override
  public void close() {
    tx.close();
  }
}
