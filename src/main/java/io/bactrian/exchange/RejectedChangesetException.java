package io.bactrian.exchange;

import io.bactrian.changeset.MalformedChangesetException;
import io.bactrian.problem.Problem;

/**
 * Thrown when a changeset can't be applied, now or later. The message says why, without row values.
 */
public final class RejectedChangesetException extends RejectedDocumentException {
  private static final long serialVersionUID = 1;

  public RejectedChangesetException(Problem problem) {
    super(problem);
  }

  public RejectedChangesetException(Problem problem, Throwable cause) {
    super(problem, cause);
  }

  @Override
  public boolean isCutShort() {
    return getCause() instanceof MalformedChangesetException malformed && malformed.isCutShort();
  }
}
