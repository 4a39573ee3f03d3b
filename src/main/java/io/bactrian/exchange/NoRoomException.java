package io.bactrian.exchange;

import io.bactrian.problem.Problem;
import io.bactrian.problem.ProblemException;

/**
 * A changeset came too early and can't be kept, since so much of its sender waits already. Nothing
 * of it is lost: whoever brought it brings it again.
 */
public final class NoRoomException extends ProblemException {
  private static final long serialVersionUID = 1;

  NoRoomException(Problem problem) {
    super(problem);
  }
}
