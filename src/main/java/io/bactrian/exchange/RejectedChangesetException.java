package io.bactrian.exchange;

import io.bactrian.changeset.MalformedChangesetException;
import io.bactrian.problem.Problem;
import io.bactrian.problem.ProblemException;

/**
 * Thrown when a changeset can't be applied, now or later. The message says why, without row values.
 */
public final class RejectedChangesetException extends ProblemException {
  private static final long serialVersionUID = 1;

  public RejectedChangesetException(Problem problem) {
    super(problem);
  }

  public RejectedChangesetException(Problem problem, Throwable cause) {
    super(problem, cause);
  }

  /** Whether only the document's end is missing, so that the file may still be arriving. */
  public boolean isCutShort() {
    return getCause() instanceof MalformedChangesetException malformed && malformed.isCutShort();
  }
}
