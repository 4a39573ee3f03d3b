package io.bactrian.exchange;

/** A stream can't go on by itself; says why, and who does what. */
public final class StreamStoppedException extends IllegalStateException {
  private static final long serialVersionUID = 1;

  StreamStoppedException(String message) {
    super(message);
  }
}
