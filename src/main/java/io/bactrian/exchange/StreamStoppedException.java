package io.bactrian.exchange;

import io.bactrian.problem.Problem;
import io.bactrian.problem.ProblemException;

/** A stream can't go on by itself; says why, and who does what. */
public final class StreamStoppedException extends ProblemException {
  private static final long serialVersionUID = 1;

  public StreamStoppedException(Problem problem) {
    super(problem);
  }
}
