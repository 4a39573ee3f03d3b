package io.bactrian.transform;

import io.bactrian.problem.Problem;
import io.bactrian.problem.ProblemException;

/** A row can't be mapped; says which table, which file and line, and what to do. */
public final class MappingException extends ProblemException {
  private static final long serialVersionUID = 1;

  public MappingException(Problem problem) {
    super(problem);
  }

  public MappingException(Problem problem, Throwable cause) {
    super(problem, cause);
  }
}
