package io.bactrian.exchange;

import io.bactrian.problem.Problem;
import io.bactrian.problem.ProblemException;

/** Thrown when a stream is stopped until a person acts. The message says why, and what to do. */
public final class StreamStoppedException extends ProblemException {
  private static final long serialVersionUID = 1;

  public StreamStoppedException(Problem problem) {
    super(problem);
  }
}
