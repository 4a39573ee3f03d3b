package io.bactrian.apply;

import io.bactrian.problem.Problem;
import io.bactrian.problem.ProblemException;

/**
 * The database refused a row of a table that is to hold its whole stream then: nothing of the
 * changeset is applied. Holds no row value.
 */
public final class RowRefusedException extends ProblemException {
  private static final long serialVersionUID = 1;

  /**
   * @param table ours
   * @param reason the database's, without values
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
