package io.bactrian.site;

import io.bactrian.problem.Problem;
import io.bactrian.problem.ProblemException;

/** A store of the site does not answer now and may later; says which, and what to do. */
public final class UnreachableException extends ProblemException {
  private static final long serialVersionUID = 1;

  UnreachableException(Problem problem, Throwable cause) {
    super(problem.passes(), cause);
  }
}
