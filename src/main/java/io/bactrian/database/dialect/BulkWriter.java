package io.bactrian.database.dialect;

import io.bactrian.changeset.Operation;
import java.sql.SQLException;
import java.util.List;

/** Writes batches into tracked tables on one connection. For one thread. */
public interface BulkWriter {

  /**
   * Sets the origin that triggers record for the next writes; null for this site.
   *
   * @param table the table of these writes
   * @param operation what they do
   */
  void actFor(String origin, String table, Operation operation) throws SQLException;

  /**
   * Names the columns in which the next writes stand, whatever the application's triggers make of
   * them; only columns for which {@link Triggers#install} was told so.
   *
   * @param columns empty for none
   */
  default void restore(List<String> columns) throws SQLException {}

  /** Resets the origin, in databases where it would outlive the transaction. */
  void actForNobody() throws SQLException;

  /**
   * Writes the batch with as few statements as possible. After a failure part of it may be written;
   * the caller rolls back to a savepoint.
   */
  void write(WriteBatch batch) throws SQLException;

  /**
   * Defers deferrable constraints until {@link #checkConstraints}; false when the database has
   * none.
   */
  boolean deferConstraints() throws SQLException;

  /** Checks deferred constraints and ends their deferral. */
  void checkConstraints() throws SQLException;
}
