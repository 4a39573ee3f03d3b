package io.bactrian.decide;

import io.bactrian.problem.Problem;
import io.bactrian.problem.ProblemException;

/**
 * The row that a person decided about is no longer as the person saw it, or as the decision to be
 * reversed left it. Nothing was written.
 */
public final class MovedOnException extends ProblemException {
  private static final long serialVersionUID = 1;

  private MovedOnException(Problem problem) {
    super(problem);
  }

  static MovedOnException seen(String id) {
    return new MovedOnException(
        Problem.of("Not decided: what `%s` asks has changed since it was shown.", id)
            .follows("Nothing was written; the question stands as it is now.")
            .toDo("Look at it again, and decide what you then see."));
  }

  static MovedOnException drops(String id) {
    return new MovedOnException(
        Problem.of(
                "Not decided: with `%s` more parked changes would be dropped than were shown.", id)
            .follows("Nothing was written, and nothing dropped.")
            .toDo("Look at it again, and decide what you then see."));
  }

  static MovedOnException since(String id, boolean gone) {
    return new MovedOnException(
        Problem.of(
                "Not undone: the row of `%s` %s since it was decided.",
                id, gone ? "has been deleted" : "has been changed")
            .follows("Nothing was written; the later change stands.")
            .toDo(
                gone
                    ? "Insert the row again, if it is to be there; the record has what it was."
                    : "Look at the row with `bactrian conflicts show %s`. To undo the decision in spite of the later change, say --anyway.",
                Questions.abbreviated(id)));
  }
}
