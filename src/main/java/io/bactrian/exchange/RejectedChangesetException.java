package io.bactrian.exchange;

import io.bactrian.changeset.MalformedChangesetException;
import io.bactrian.problem.Problem;
import io.bactrian.problem.ProblemException;

/** What arrived can't be taken, now or later; the message says why, without row values. */
public final class RejectedChangesetException extends ProblemException {
  private static final long serialVersionUID = 1;

  public RejectedChangesetException(Problem problem) {
    super(problem);
  }

  public RejectedChangesetException(Problem problem, Throwable cause) {
    super(problem, cause);
  }

  /** Whether only its end is missing, so that a file may be still on its way. */
  public boolean isCutShort() {
    return getCause() instanceof MalformedChangesetException malformed && malformed.isCutShort();
  }
}
