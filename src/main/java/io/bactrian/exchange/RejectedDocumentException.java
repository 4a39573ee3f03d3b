package io.bactrian.exchange;

import io.bactrian.problem.Problem;
import io.bactrian.problem.ProblemException;

/**
 * Thrown when a document that has arrived can't be used, now or later. The message says why,
 * without row values.
 */
public abstract class RejectedDocumentException extends ProblemException {
  private static final long serialVersionUID = 1;

  protected RejectedDocumentException(Problem problem) {
    super(problem);
  }

  protected RejectedDocumentException(Problem problem, Throwable cause) {
    super(problem, cause);
  }

  /** Whether only the document's end is missing, so that the file may still be arriving. */
  public abstract boolean isCutShort();
}
