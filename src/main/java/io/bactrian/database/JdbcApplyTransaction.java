package io.bactrian.database;

import io.bactrian.apply.ApplyTransaction;
import io.bactrian.apply.Failure;
import io.bactrian.apply.OutboxRecord;
import io.bactrian.apply.PartnerState;
import io.bactrian.apply.StreamState;
import io.bactrian.apply.Wait;
import io.bactrian.apply.WaitingRow;
import io.bactrian.apply.Write;
import io.bactrian.changeset.Key;
import io.bactrian.changeset.Row;
import io.bactrian.changeset.RowId;
import io.bactrian.changeset.Table;
import io.bactrian.database.dialect.BulkWriter;
import io.bactrian.database.dialect.Dialect;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * An applier's transaction on one connection, which is released on {@link #close}. Database errors
 * that the data of a write did not cause are thrown as {@link ApplyInterruptedException}. For one
 * thread.
 */
final class JdbcApplyTransaction implements ApplyTransaction {
  private final Connection connection;
  private final Dialect dialect;
  private final ForeignKeys references;
  private final Duration lockWait;
  private final RowLoader rows;
  private final CascadedRows cascaded;
  private final KeyPage pages;
  private final BulkWriter bulk;
  private final BatchedWrites writes;
  private final NeededRows needed;
  private final OutboxTable outbox;
  private final StreamTable streams;
  private final PartnerTable partners;

  /**
   * Takes ownership of the connection, on which a transaction may already be open.
   *
   * @param needed finds what refused rows wait for
   * @param restored columns in which what is written stands, whatever triggers make of it; by table
   * @param lockWait how long a row of the application is waited for
   */
  JdbcApplyTransaction(
      Connection connection,
      Dialect dialect,
      ForeignKeys references,
      NeededRows needed,
      OutboxTable outbox,
      Map<String, Set<String>> restored,
      Duration lockWait)
      throws SQLException {
    this.connection = connection;
    this.dialect = dialect;
    this.references = references;
    this.lockWait = lockWait;
    this.needed = needed;
    this.rows = new RowLoader(connection, dialect);
    this.cascaded = new CascadedRows(references, dialect.keyedRows(connection));
    this.pages = new KeyPage(connection, dialect);
    this.bulk = dialect.bulkWriter(connection);
    this.writes =
        new BatchedWrites(
            connection,
            references,
            bulk,
            new UniqueKeys(connection, dialect, rows),
            dialect.foresight(connection),
            dialect.refusals(),
            dialect,
            restored);
    this.outbox = outbox;
    this.streams = new StreamTable(connection, dialect.refusals());
    this.partners = new PartnerTable(connection);
    bulk.checkConstraints();
  }

  @FunctionalInterface
  private interface Work<T> {
    T run() throws SQLException;
  }

  @FunctionalInterface
  private interface Step {
    void run() throws SQLException;
  }

  private <T> T ask(String doing, Work<T> work) {
    try {
      return work.run();
    } catch (SQLException failure) {
      throw dialect.gaveWay(failure)
          ? Interruption.gaveWay(doing, failure)
          : Interruption.of(doing, failure);
    }
  }

  private void run(String doing, Step step) {
    ask(
        doing,
        () -> {
          step.run();
          return null;
        });
  }

  @Override
  public StreamState lockStream(String source) {
    return ask(
        "locking the stream of " + source,
        () -> {
          // whoever else works on the stream is ours, and is waited for
          StreamState state = streams.lock(source);
          dialect.waitForLocks(connection, lockWait);
          return state;
        });
  }

  @Override
  public void saveStream(StreamState state) {
    run(
        "advancing the stream of " + state.source(),
        () -> {
          streams.save(state);
          streams.recordHash(state);
        });
  }

  @Override
  public Map<Key, Row> loadAndLock(Table table, Collection<Key> keys) {
    return ask("locking rows of " + table, () -> rows.lock(table, keys));
  }

  @Override
  public Map<RowId, Set<RowId>> lockCascaded(Table table, Collection<Row> parents) {
    return ask("locking what is deleted with rows of " + table, () -> cascaded.of(table, parents));
  }

  @Override
  public List<Row> page(Table table, Key after, int most) {
    return ask("locking the next rows of " + table, () -> pages.read(table, after, most));
  }

  @Override
  public long count(Table table) {
    return ask("counting rows of " + table, () -> pages.count(table));
  }

  @Override
  public Map<Key, Row> read(Table table, Collection<Key> keys) {
    return ask("reading rows of " + table, () -> rows.read(table, keys));
  }

  @Override
  public Table table(String name) {
    return references.table(name);
  }

  @Override
  public List<Failure> write(List<Write> list) {
    return ask("writing " + list.size() + " rows", () -> needed.of(writes.write(list)));
  }

  @Override
  public void expectRefusals() {
    writes.expectRefusals();
  }

  @Override
  public Object savepoint() {
    return ask(
        "setting a savepoint",
        () -> {
          streams.waits().send();
          return connection.setSavepoint();
        });
  }

  @Override
  public void rollbackTo(Object savepoint) {
    run(
        "rolling back to a savepoint",
        () -> {
          streams.waits().send();
          connection.rollback((Savepoint) savepoint);
        });
    writes.forget();
  }

  @Override
  public Set<RowId> changedInOutbox(String partner, Collection<RowId> ids) {
    return ask("looking for pending changes", () -> outbox.changed(partner, ids));
  }

  @Override
  public long capturedThrough() {
    return ask("reading the position of capture", streams::capturedThrough);
  }

  @Override
  public List<String> dropOnHold(Collection<String> tables) {
    return ask("removing changes on hold", () -> TablesOnHold.drop(connection, tables));
  }

  @Override
  public void append(List<OutboxRecord> records) {
    run("appending " + records.size() + " records", () -> outbox.append(records));
  }

  @Override
  public PartnerState partner(String partner) {
    return ask("reading the state of " + partner, () -> partners.read(partner));
  }

  @Override
  public void savePartner(PartnerState state) {
    run("saving the state of " + state.partner(), () -> partners.save(state));
  }

  @Override
  public List<Wait> waits(String stream, Wait.Kind kind) {
    return ask("reading the waiting rows of " + stream, () -> streams.waits().read(stream, kind));
  }

  @Override
  public List<Wait> waits(String stream, Wait.Kind kind, Collection<RowId> rows) {
    return ask(
        "reading the waiting rows of " + stream, () -> streams.waits().read(stream, kind, rows));
  }

  @Override
  public List<Wait> waits(String stream, Wait.Kind kind, RowId row) {
    return ask(
        "reading what waits for a row of " + stream, () -> streams.waits().read(stream, kind, row));
  }

  @Override
  public List<WaitingRow> waiting(String stream, Wait.Kind kind) {
    return ask("listing the waiting rows of " + stream, () -> streams.waits().rows(stream, kind));
  }

  @Override
  public Wait whole(Wait wait) {
    return ask("reading the waiting rows of " + wait.stream(), () -> streams.waits().whole(wait));
  }

  @Override
  public void put(Wait wait) {
    run("saving a waiting row of " + wait.stream(), () -> streams.waits().put(wait));
  }

  @Override
  public void remove(Wait wait) {
    run("removing a waiting row of " + wait.stream(), () -> streams.waits().remove(wait));
  }

  @Override
  public boolean keepsWaiting() {
    return ask("looking who waits", () -> dialect.keepsWaiting(connection));
  }

  @Override
  public void commit() {
    run(
        "committing",
        () -> {
          streams.waits().send();
          connection.commit();
        });
  }

  /**
   * Rolls back and closes the connection. If the rollback fails, closing it makes the server roll
   * back.
   */
  @Override
  public void close() {
    run(
        "rolling back",
        () -> {
          try (connection) {
            connection.rollback();
            bulk.actForNobody();
          }
        });
  }
}
