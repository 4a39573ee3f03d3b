package io.bactrian.capture;

import io.bactrian.problem.Problem;
import io.bactrian.problem.ProblemException;

/** The site's database could not be asked; nothing was changed, and it is to be tried again. */
public final class OutboxUnavailableException extends ProblemException {
  private static final long serialVersionUID = 1;

  public OutboxUnavailableException(Problem problem, Throwable cause) {
    super(problem, cause);
  }
}
