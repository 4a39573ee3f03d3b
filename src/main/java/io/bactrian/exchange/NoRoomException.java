package io.bactrian.exchange;

import io.bactrian.problem.Problem;
import io.bactrian.problem.ProblemException;

/**
 * Thrown when a changeset arrives too early and can't be kept, because too many of its sender wait
 * already. Nothing is lost: the changeset is delivered again.
 */
public final class NoRoomException extends ProblemException {
  private static final long serialVersionUID = 1;

  NoRoomException(Problem problem) {
    super(problem);
  }
}
