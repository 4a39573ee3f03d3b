package io.bactrian.exchange;

/** A request does not come from a partner of this site. */
public final class ForbiddenRequestException extends RuntimeException {
  private static final long serialVersionUID = 1;

  ForbiddenRequestException(String message) {
    super(message);
  }
}
