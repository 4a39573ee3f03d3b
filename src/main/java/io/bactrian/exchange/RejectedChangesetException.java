package io.bactrian.exchange;

import io.bactrian.changeset.MalformedChangesetException;

/** What arrived can't be taken, now or later; the message says why, without row values. */
public final class RejectedChangesetException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public RejectedChangesetException(String message) {
    super(message);
  }

  public RejectedChangesetException(String message, Throwable cause) {
    super(message, cause);
  }

  /** Whether only its end is missing, so that a file may be still on its way. */
  public boolean isCutShort() {
    return getCause() instanceof MalformedChangesetException malformed && malformed.isCutShort();
  }
}
