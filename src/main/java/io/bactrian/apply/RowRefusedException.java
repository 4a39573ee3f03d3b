package io.bactrian.apply;

import io.bactrian.problem.Problem;
import io.bactrian.problem.ProblemException;

/**
 * Thrown when the database refuses a row of a table with {@code on-refusal: hold}. Nothing of the
 * changeset is applied, and the stream is on hold. Contains no row values.
 */
public final class RowRefusedException extends ProblemException {
  private static final long serialVersionUID = 1;

  /**
   * @param table our table
   * @param reason the database's message, without values
   */
  RowRefusedException(String table, String reason) {
    super(
        Problem.of(
                "a row of `%s` is refused (%s), and tables.yaml says `on-refusal: hold` for that table.",
                table, reason)
            .follows("The stream waits; nothing is lost.")
            .toDo("Remove what stands in its way, or write `on-refusal: park` there."));
  }
}
