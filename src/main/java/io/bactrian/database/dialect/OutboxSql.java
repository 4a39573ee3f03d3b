package io.bactrian.database.dialect;

import java.sql.SQLException;
import java.sql.Statement;

/** How the outbox {@code bactrian_change} is numbered, looked at and tidied. Stateless. */
public interface OutboxSql {

  /**
   * SQL that gives this transaction's id, the same in triggers and everywhere; two transactions
   * never have the same, even when the database was closed between them.
   */
  String transactionId();

  /** SQL that gives the next number of the outbox. */
  default String nextNumber() {
    return "nextval('bactrian_number')";
  }

  /**
   * A query that gives one row when the outbox holds any, and none when it is empty. It goes by the
   * order of the key: what was deleted there before is not looked at twice.
   */
  default String outboxProbe() {
    return "select number from bactrian_change order by number limit 1";
  }

  /**
   * Prepares the transaction for a query that reads the outbox.
   *
   * @param statement on which the query will run; it has no open result
   * @param sorted whether the query sorts; else it goes by the order of the key
   */
  default void beforeReading(Statement statement, boolean sorted) throws SQLException {}

  /**
   * A statement that frees the place of what was deleted from the outbox, to be run outside a
   * transaction after many rows; null where the database needs none.
   */
  default String vacuum() {
    return null;
  }
}
