package io.bactrian.database;

import io.bactrian.apply.ApplyTransaction.ApplyInterruptedException;
import java.sql.SQLException;

/** What is not the data's fault, as the appliers know it. */
final class Interruption {
  private Interruption() {}

  /**
   * @param doing what was tried, e.g. "locking 12 rows of `order`"
   */
  static ApplyInterruptedException of(String doing, SQLException failure) {
    return new ApplyInterruptedException(
        "Apply interrupted while %s: the database answered SQLSTATE %s. Everything of this changeset is rolled back and tried again; nothing is lost. If it goes on, look into the database's own log."
            .formatted(doing, failure.getSQLState()),
        failure);
  }
}
