package io.bactrian.capture;

import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/**
 * Keeps a look that is repeated for ever from taking more than a tenth of the time: one that took
 * long waits nine times as long before it is done again. For one thread at a time.
 */
final class Pace {
  private static final int REST = 9;

  private final LongSupplier nanos;
  private long ended;
  private long rest;

  /**
   * @param nanos a clock that only goes forward, as {@link System#nanoTime}
   */
  Pace(LongSupplier nanos) {
    this.nanos = nanos;
  }

  /** What the look found; false as well when it is too early to look again. */
  boolean look(BooleanSupplier look) {
    long begun = nanos.getAsLong();
    if (begun - ended < rest) {
      return false;
    }
    try {
      boolean found = look.getAsBoolean();
      ended = nanos.getAsLong();
      rest = found ? 0 : (ended - begun) * REST;
      return found;
    } catch (RuntimeException failed) {
      rest = 0; // how soon it is tried again is for others to say
      throw failed;
    }
  }
}
