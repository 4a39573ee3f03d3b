package io.bactrian.decisionfile;

import io.bactrian.exchange.RejectedDocumentException;
import io.bactrian.problem.Problem;

/** Thrown when a decision in a file can't be taken. The message has no row values. */
final class RejectedDecisionException extends RejectedDocumentException {
  private static final long serialVersionUID = 1;
  private final boolean cutShort;

  RejectedDecisionException(Problem problem, Throwable cause, boolean cutShort) {
    super(problem, cause);
    this.cutShort = cutShort;
  }

  /** For a document that is faulty in itself; the reason is the rest of a sentence. */
  static RejectedDecisionException because(String reason) {
    return because(reason, null, false);
  }

  static RejectedDecisionException because(String reason, Throwable cause, boolean cutShort) {
    return new RejectedDecisionException(
        Problem.of("Decision rejected: %s.", reason)
            .follows("Nothing was decided.")
            .toDo("Write the document as `decision-1.xsd` says, and put it there again."),
        cause,
        cutShort);
  }

  @Override
  public boolean isCutShort() {
    return cutShort;
  }
}
