package io.bactrian.transform;

/** A value can't be converted. The message continues "the value …" and does not show it. */
public final class UnconvertibleException extends RuntimeException {
  private static final long serialVersionUID = 1;

  UnconvertibleException(String message) {
    super(message, null, false, false);
  }
}
