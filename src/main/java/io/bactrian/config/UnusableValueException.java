package io.bactrian.config;

/**
 * A value that its type can't read. The message continues the sentence "`the value` …" and never
 * repeats the value, which may be a secret.
 */
final class UnusableValueException extends Exception {
  private static final long serialVersionUID = 1L;

  UnusableValueException(String message) {
    super(message);
  }
}
