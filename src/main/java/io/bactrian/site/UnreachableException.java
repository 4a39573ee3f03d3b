package io.bactrian.site;

/** A store of the site does not answer now and may later; says which, and what to do. */
public final class UnreachableException extends IllegalStateException {
  private static final long serialVersionUID = 1;

  UnreachableException(String message, Throwable cause) {
    super(message, cause);
  }
}
