package io.bactrian.database.dialect;

import java.sql.SQLException;

/** Writes batches into tracked tables on one connection. For one thread. */
public interface BulkWriter {

  /**
   * Whose change the triggers are to take the next writes for; null for our own.
   *
   * @param table that they go to
   */
  void actFor(String origin, String table) throws SQLException;

  /** Takes that back where it would outlive the transaction. */
  void actForNobody() throws SQLException;

  /**
   * Writes all of the batch by as few statements as the database allows. After a failure the caller
   * rolls back to a savepoint: part of the batch may be in.
   */
  void write(WriteBatch batch) throws SQLException;

  /**
   * Whether deferrable constraints are now checked late, until {@link #checkConstraints}; false
   * when the database has none.
   */
  boolean deferConstraints() throws SQLException;

  /** Checks now what was deferred, and from now on at once. */
  void checkConstraints() throws SQLException;
}
