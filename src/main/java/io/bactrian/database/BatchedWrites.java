package io.bactrian.database;

import io.bactrian.apply.Failure;
import io.bactrian.apply.Replaced;
import io.bactrian.apply.Write;
import io.bactrian.changeset.Operation;
import io.bactrian.database.dialect.BulkWriter;
import io.bactrian.database.dialect.Foresight;
import io.bactrian.database.dialect.Refusal;
import io.bactrian.database.dialect.Refusals;
import io.bactrian.database.dialect.RowSql;
import io.bactrian.database.dialect.WriteBatch;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Writes rows in batches, without looking first. If the database refuses a batch, which is rare,
 * rolls back and finds the refused rows with {@link CarefulWrites}; so it does from then on, since
 * one refused row is seldom the last. For one thread.
 */
final class BatchedWrites {
  private final Connection connection;
  private final ForeignKeys references;
  private final BulkWriter bulk;
  private final UniqueKeys unique;
  private final Foresight foresight;
  private final Refusals refusals;
  private final RowSql sql;
  private final Map<String, Set<String>> restored;
  private boolean expectingRefusals;
  private boolean acting;
  private List<String> restoring = List.of();
  private String origin;
  private String table;
  private Operation operation;

  /**
   * @param restored columns in which what is written stands, whatever triggers make of it; by table
   */
  BatchedWrites(
      Connection connection,
      ForeignKeys references,
      BulkWriter bulk,
      UniqueKeys unique,
      Foresight foresight,
      Refusals refusals,
      RowSql sql,
      Map<String, Set<String>> restored) {
    this.connection = connection;
    this.references = references;
    this.bulk = bulk;
    this.unique = unique;
    this.foresight = foresight;
    this.refusals = refusals;
    this.sql = sql;
    this.restored = restored;
  }

  /** Writes all it can and returns the refused writes, which leave nothing behind. */
  List<Failure> write(List<Write> writes) throws SQLException {
    if (writes.isEmpty()) {
      return List.of();
    }
    if (!expectingRefusals) {
      if (attempt(WritePlan.of(references, writes)) == null) {
        return List.of();
      }
      expectRefusals();
    }
    List<Failure> failures = new CarefulWrites(this, references, writes).write();
    return movedAside(
        MovesApart.isWorthwhile(failures)
            ? new MovesApart(this::carefully).write(failures)
            : failures);
  }

  /** Updates of keys that are refused, also those that come as a delete and an insert. */
  private List<Failure> movedAside(List<Failure> failures) throws SQLException {
    Replaced replaced =
        new Replaced(references::parents, failures.stream().map(Failure::write).toList());
    if (replaced.writes().stream().noneMatch(Write::movesKey)) {
      return failures;
    }
    Set<Write> written = Collections.newSetFromMap(new IdentityHashMap<>());
    for (Write write : new MovesAside(this, references, connection, sql).write(replaced.writes())) {
      written.addAll(replaced.originals(write));
    }
    List<Write> open =
        failures.stream().map(Failure::write).filter(write -> !written.contains(write)).toList();
    return written.isEmpty() || open.isEmpty()
        ? failures.stream().filter(failure -> open.contains(failure.write())).toList()
        : carefully(open);
  }

  private List<Failure> carefully(List<Write> some) throws SQLException {
    return new CarefulWrites(this, references, some).write();
  }

  /** From now on looks for refused writes before it tries, if the database has a way to. */
  void expectRefusals() {
    expectingRefusals = foresight != Foresight.NONE;
  }

  /** Writes of the batch that would be refused; there may be more. */
  Map<Write, Foresight.Foreseen> foreseen(WriteBatch batch) throws SQLException {
    if (foresight == Foresight.NONE || batch.movesKeys() || !foresight.looks(batch)) {
      return Map.of();
    }
    Savepoint before = connection.setSavepoint();
    try {
      Map<Write, Foresight.Foreseen> foreseen = foresight.refused(batch);
      connection.releaseSavepoint(before);
      return foreseen;
    } catch (SQLException invalidValue) {
      backTo(before, invalidValue);
      return Map.of();
    }
  }

  /**
   * Writes all batches or, when the data are refused, none.
   *
   * @return the database's error; null on success
   */
  SQLException attempt(List<WriteBatch> batches) throws SQLException {
    return together(() -> writeAll(batches));
  }

  /** Writes on this connection. */
  @FunctionalInterface
  interface Work {
    void run() throws SQLException;
  }

  void writeAll(List<WriteBatch> batches) throws SQLException {
    for (WriteBatch batch : batches) {
      actFor(batch);
      bulk.write(batch);
    }
  }

  /**
   * Does all of the work or, when the data are refused, nothing.
   *
   * @return the database's error; null on success
   */
  SQLException together(Work work) throws SQLException {
    Savepoint before = connection.setSavepoint();
    try {
      work.run();
      connection.releaseSavepoint(before);
      return null;
    } catch (SQLException failure) {
      return backTo(before, failure);
    }
  }

  /**
   * Like {@link #attempt}, but checks deferrable constraints at the end; false where it failed or
   * the database has none.
   */
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

  /** Looks whether updates that are refused exchange their unique values. */
  SwappedValues swapped(List<Write> updates) throws SQLException {
    return unique.swapped(references, updates);
  }

  /** Why the database refused the write. */
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

  /** Says for whom the next writes are, and into which table. */
  void actFor(String partner, String name, Operation next) throws SQLException {
    if (!acting
        || !Objects.equals(origin, partner)
        || !Objects.equals(table, name)
        || operation != next) {
      bulk.actFor(partner, name, next);
      acting = true;
      origin = partner;
      table = name;
      operation = next;
    }
  }

  private void actFor(WriteBatch batch) throws SQLException {
    actFor(batch.origin(), batch.table().name(), batch.operation());
    if (!restored.isEmpty() && batch.operation() != Operation.DELETE) {
      restore(batch);
    }
  }

  /** An inserted row stands only in the columns that are given: the others are the database's. */
  private void restore(WriteBatch batch) throws SQLException {
    List<String> columns = new ArrayList<>();
    for (String name : restored.getOrDefault(batch.table().name(), Set.of())) {
      int position = batch.table().position(name);
      if (batch.operation() == Operation.UPDATE || batch.columns().contains(position)) {
        columns.add(name);
      }
    }
    if (!columns.equals(restoring)) {
      bulk.restore(columns);
      restoring = columns;
    }
  }

  /** Forgets what was set in the session, which a rollback may have changed. */
  void forget() {
    acting = false;
    restoring = null;
  }
}
