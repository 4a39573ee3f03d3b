package io.bactrian.database;

import io.bactrian.apply.ApplyTransaction.ApplyInterruptedException;
import io.bactrian.problem.Problem;
import java.sql.SQLException;

/** Wraps database errors that are not caused by the data, for appliers. */
final class Interruption {
  private Interruption() {}

  /**
   * The transaction gave way to one of the application.
   *
   * @param doing as for {@link #of}
   */
  static ApplyInterruptedException gaveWay(String doing, SQLException failure) {
    return new ApplyInterruptedException(
        Problem.of(
                "Apply gave way while %s: another session holds what it needs (SQLSTATE %s).",
                doing, failure.getSQLState())
            .follows(
                "Everything of this changeset is rolled back, so that nobody waits for it, and tried again; nothing is lost.")
            .toDo("If it goes on, look for long transactions of the application.")
            .passes(),
        failure);
  }

  /**
   * @param doing the action that failed, e.g. "locking 12 rows of `order`"
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
