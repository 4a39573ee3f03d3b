package io.bactrian.capture;

import io.bactrian.problem.Problem;
import io.bactrian.problem.ProblemException;

/** Thrown when the site's database does not answer. Nothing was changed; retry later. */
public final class OutboxUnavailableException extends ProblemException {
  private static final long serialVersionUID = 1;

  public OutboxUnavailableException(Problem problem, Throwable cause) {
    super(problem, cause);
  }
}
