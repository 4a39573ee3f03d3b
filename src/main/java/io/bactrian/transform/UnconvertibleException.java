package io.bactrian.transform;

/** A value does not fit; the message continues "the value …" and does not show it. */
final class UnconvertibleException extends RuntimeException {
  private static final long serialVersionUID = 1;

  UnconvertibleException(String message) {
    super(message, null, false, false);
  }
}
