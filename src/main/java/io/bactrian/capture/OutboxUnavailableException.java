package io.bactrian.capture;

/** The site's database could not be asked; nothing was changed, and it is to be tried again. */
public final class OutboxUnavailableException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public OutboxUnavailableException(String message, Throwable cause) {
    super(message, cause);
  }
}
