package io.bactrian.database;

import io.bactrian.apply.Failure;
import io.bactrian.apply.Write;
import io.bactrian.database.dialect.BulkWriter;
import io.bactrian.database.dialect.Refusal;
import io.bactrian.database.dialect.Refusals;
import io.bactrian.database.dialect.WriteBatch;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.List;
import java.util.Objects;

/**
 * Writes in batches, which nearly always is all there is to do; when the database refuses one,
 * starts over with care ({@link CarefulWrites}). For one thread.
 */
final class BatchedWrites {
  private final Connection connection;
  private final ForeignKeys references;
  private final BulkWriter bulk;
  private final Refusals refusals;
  private boolean acting;
  private String origin;
  private String table;

  BatchedWrites(Connection connection, ForeignKeys references, BulkWriter bulk, Refusals refusals) {
    this.connection = connection;
    this.references = references;
    this.bulk = bulk;
    this.refusals = refusals;
  }

  /** Returns what was refused; nothing of it remains. */
  List<Failure> write(List<Write> writes) throws SQLException {
    if (writes.isEmpty()) {
      return List.of();
    }
    List<WriteBatch> plan = WritePlan.of(references, writes);
    if (attempt(plan) == null) {
      return List.of();
    }
    return new CarefulWrites(this, references, writes).write();
  }

  /**
   * All of it or, when the data are refused, nothing.
   *
   * @return what the database said; null when all is in
   */
  SQLException attempt(List<WriteBatch> batches) throws SQLException {
    Savepoint before = connection.setSavepoint();
    try {
      for (WriteBatch batch : batches) {
        actFor(batch);
        bulk.write(batch);
      }
      connection.releaseSavepoint(before);
      return null;
    } catch (SQLException failure) {
      return backTo(before, failure);
    }
  }

  /** The same with deferrable constraints checked at the end, where the database has them. */
  boolean attemptDeferred(List<WriteBatch> batches) throws SQLException {
    Savepoint before = connection.setSavepoint();
    try {
      if (!bulk.deferConstraints()) {
        return false;
      }
      for (WriteBatch batch : batches) {
        actFor(batch);
        bulk.write(batch);
      }
      bulk.checkConstraints();
      return true;
    } catch (SQLException failure) {
      backTo(before, failure);
      return false;
    }
  }

  /** Why the database would not take it. */
  Refusal refusal(SQLException failure, Write write) {
    return Refusal.of(failure, write, refusals);
  }

  private SQLException backTo(Savepoint before, SQLException failure) throws SQLException {
    if (!refusals.isRefusal(failure)) {
      throw failure;
    }
    connection.rollback(before);
    forget();
    return failure;
  }

  private void actFor(WriteBatch batch) throws SQLException {
    String name = batch.table().name();
    if (!acting || !Objects.equals(origin, batch.origin()) || !Objects.equals(table, name)) {
      bulk.actFor(batch.origin(), name);
      acting = true;
      origin = batch.origin();
      table = name;
    }
  }

  /** A rollback may have taken the session's variables back to other values. */
  void forget() {
    acting = false;
  }
}
