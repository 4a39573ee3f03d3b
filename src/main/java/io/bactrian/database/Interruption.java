package io.bactrian.database;

import io.bactrian.apply.ApplyTransaction.ApplyInterruptedException;
import io.bactrian.problem.Problem;
import java.sql.SQLException;

/** What is not the data's fault, as the appliers know it. */
final class Interruption {
  private Interruption() {}

  /**
   * @param doing what was tried, e.g. "locking 12 rows of `order`"
   */
  static ApplyInterruptedException of(String doing, SQLException failure) {
    return new ApplyInterruptedException(
        Problem.of(
                "Apply interrupted while %s: the database answered SQLSTATE %s.",
                doing, failure.getSQLState())
            .follows(
                "Everything of this changeset is rolled back and tried again; nothing is lost.")
            .toDo("If it goes on, look into the database's own log.")
            .passes(),
        failure);
  }
}
