package io.bactrian.capture;

import java.util.function.LongSupplier;

/**
 * Limits a repeated query to a tenth of the time: after each run it pauses nine times as long as
 * the run took. For one thread at a time.
 */
public final class Pace {
  private static final int REST = 9;

  private final LongSupplier nanos;
  private long begun;
  private long ended;
  private long rest;

  /**
   * @param nanos a clock that only goes forward, as {@link System#nanoTime}
   */
  public Pace(LongSupplier nanos) {
    this.nanos = nanos;
  }

  /** Starts a run; false when the pause is not over. */
  public boolean begin() {
    long now = nanos.getAsLong();
    if (now - ended < rest) {
      return false;
    }
    begun = now;
    rest = 0; // no pause if it fails: the error policy decides when to retry
    return true;
  }

  /**
   * Ends the current run.
   *
   * @param found whether it found work; then no pause follows
   */
  public void end(boolean found) {
    ended = nanos.getAsLong();
    rest = found ? 0 : (ended - begun) * REST;
  }
}
