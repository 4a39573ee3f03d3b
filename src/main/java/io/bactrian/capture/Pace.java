package io.bactrian.capture;

import java.util.function.LongSupplier;

/**
 * Keeps a look that is repeated for ever from taking more than a tenth of the time: one that took
 * long waits nine times as long before it is done again. For one thread at a time.
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

  /** Begins a look, unless it is too early to look again. */
  public boolean begin() {
    long now = nanos.getAsLong();
    if (now - ended < rest) {
      return false;
    }
    begun = now;
    rest = 0; // if it fails, how soon it is tried again is for others to say
    return true;
  }

  /** The look that was begun last has ended. */
  public void end(boolean found) {
    ended = nanos.getAsLong();
    rest = found ? 0 : (ended - begun) * REST;
  }
}
