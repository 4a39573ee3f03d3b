package io.bactrian.database.dialect;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/** SQL to number, poll, read and vacuum the outbox {@code bactrian_change}. Stateless. */
public interface OutboxSql {
  /**
   * Ends a recorded version that is known to be from before the transaction: no change in it made
   * it.
   */
  String EARLIER = "<";

  /**
   * SQL expression for the current transaction's id, valid in triggers too. Unique, even across
   * restarts of the database.
   */
  String transactionId();

  /** SQL expression for the next number of the outbox. */
  default String nextNumber() {
    return "nextval('bactrian_number')";
  }

  /**
   * A query that returns one row when the outbox has any, else none. It follows the key's index, so
   * that deleted rows are not visited again.
   */
  default String outboxProbe() {
    return "select number from bactrian_change where kind <> 'H' order by number limit 1";
  }

  /**
   * Reads a shape that a trigger recorded in full, because the table was altered after the trigger
   * was made.
   *
   * @param table its name
   * @param shape as the trigger wrote it, JSON; shapes in {@code TableShape}'s own form are read
   *     elsewhere
   * @throws IllegalArgumentException when it is none
   */
  default RecordedShape recordedShape(String table, String shape) {
    throw new IllegalArgumentException("this database records no such shapes");
  }

  /**
   * Prepares the transaction for a query that reads the outbox.
   *
   * @param statement the statement that will run the query; has no open result
   * @param sorted whether the query must sort; otherwise it reads in key order
   */
  default void beforeReading(Statement statement, boolean sorted) throws SQLException {}

  /**
   * Prepares the transaction for queries of the application's tables, while the outbox is read.
   *
   * @param connection on which it is read
   */
  default void beforeLooking(Connection connection) throws SQLException {}

  /**
   * A query that gives the text {@code before} or {@code after} of the outbox's row of number
   * {@code ?} as UTF-8, each row its place in bytes from 1 and a piece of {@code bytes}, in order.
   * Null where a text is read in pieces by {@code substr}; some databases begin again with the text
   * for each of these.
   */
  default String pieces(String text, int bytes) {
    return null;
  }

  /**
   * A statement that frees the space of deleted outbox rows, run outside of a transaction after
   * many deletions; null where the database needs none.
   */
  default String vacuum() {
    return null;
  }
}
