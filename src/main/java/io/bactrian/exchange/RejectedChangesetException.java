package io.bactrian.exchange;

/** What arrived can't be taken, now or later; the message says why, without row values. */
public final class RejectedChangesetException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public RejectedChangesetException(String message) {
    super(message);
  }

  public RejectedChangesetException(String message, Throwable cause) {
    super(message, cause);
  }
}
