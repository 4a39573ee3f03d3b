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
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * An applier's transaction on one connection, which is given back when this is closed. Whatever the
 * database says that is not about the data of a write ends as {@link ApplyInterruptedException}.
 * For one thread.
 */
final class JdbcApplyTransaction implements ApplyTransaction {
  private final Connection connection;
  private final RowLoader rows;
  private final KeyPage pages;
  private final BulkWriter bulk;
  private final BatchedWrites writes;
  private final OutboxTable outbox;
  private final StreamTable streams;
  private final PartnerTable partners;

  /** Takes the connection over; a transaction may already be open on it. */
  JdbcApplyTransaction(
      Connection connection, Dialect dialect, ForeignKeys references, OutboxTable outbox)
      throws SQLException {
    this.connection = connection;
    this.rows = new RowLoader(connection, dialect);
    this.pages = new KeyPage(connection, dialect);
    this.bulk = dialect.bulkWriter(connection);
    this.writes = new BatchedWrites(connection, references, bulk, dialect.refusals());
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

  private static <T> T ask(String doing, Work<T> work) {
    try {
      return work.run();
    } catch (SQLException failure) {
      throw Interruption.of(doing, failure);
    }
  }

  private static void run(String doing, Step step) {
    ask(
        doing,
        () -> {
          step.run();
          return null;
        });
  }

  @Override
  public StreamState lockStream(String source) {
    return ask("locking the stream of " + source, () -> streams.lock(source));
  }

  @Override
  public void saveStream(StreamState state) {
    run(
        "advancing the stream of " + state.source(),
        () -> {
          streams.save(state);
          streams.note(state);
        });
  }

  @Override
  public Map<Key, Row> loadAndLock(Table table, Collection<Key> keys) {
    return ask("locking rows of " + table, () -> rows.lock(table, keys));
  }

  @Override
  public List<Row> page(Table table, Key after, int most) {
    return ask("locking the next rows of " + table, () -> pages.read(table, after, most));
  }

  @Override
  public Map<Key, Row> read(Table table, Collection<Key> keys) {
    return ask("reading rows of " + table, () -> rows.read(table, keys));
  }

  @Override
  public List<Failure> write(List<Write> list) {
    return ask("writing " + list.size() + " rows", () -> writes.write(list));
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
    return ask("reading how far capture is", streams::capturedThrough);
  }

  @Override
  public void append(List<OutboxRecord> records) {
    run("appending " + records.size() + " records", () -> outbox.append(records));
  }

  @Override
  public PartnerState partner(String partner) {
    return ask("reading what goes on with " + partner, () -> partners.read(partner));
  }

  @Override
  public void savePartner(PartnerState state) {
    run("noting what goes on with " + state.partner(), () -> partners.save(state));
  }

  @Override
  public List<Wait> waits(String stream, Wait.Kind kind) {
    return ask("reading what waits of " + stream, () -> streams.waits().read(stream, kind));
  }

  @Override
  public List<Wait> waits(String stream, Wait.Kind kind, RowId row) {
    return ask(
        "reading what waits of a row of " + stream, () -> streams.waits().read(stream, kind, row));
  }

  @Override
  public List<WaitingRow> waiting(String stream, Wait.Kind kind) {
    return ask("looking for what waits of " + stream, () -> streams.waits().rows(stream, kind));
  }

  @Override
  public Wait whole(Wait wait) {
    return ask("reading what waits of " + wait.stream(), () -> streams.waits().whole(wait));
  }

  @Override
  public void put(Wait wait) {
    run("noting what waits of " + wait.stream(), () -> streams.waits().put(wait));
  }

  @Override
  public void remove(Wait wait) {
    run("removing what waited of " + wait.stream(), () -> streams.waits().remove(wait));
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

  /** A connection that can't even roll back is closed all the same, and the server rolls back. */
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
