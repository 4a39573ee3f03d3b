package io.bactrian.decide;

import io.bactrian.problem.Problem;
import io.bactrian.problem.ProblemException;

/** No question has this id, or, of those that are open, none. Nothing was done. */
public final class UnknownQuestionException extends ProblemException {
  private static final long serialVersionUID = 1;

  UnknownQuestionException(Problem problem) {
    super(problem);
  }
}
