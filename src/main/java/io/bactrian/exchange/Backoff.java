package io.bactrian.exchange;

import java.time.Duration;
import java.util.function.DoubleSupplier;

/**
 * Calculates how long to wait before a retry: twice as long after each failure, up to a maximum,
 * and shortened at random by up to half, so that sites that failed together do not all retry
 * together. Thread-safe if {@code chance} is.
 *
 * @param first wait after one failure
 * @param most longest wait
 * @param chance random numbers from 0 to 1
 */
public record Backoff(Duration first, Duration most, DoubleSupplier chance) {
  private static final int DOUBLED = 30;

  /**
   * @param failures number of failures in a row, at least 1
   */
  public Duration after(long failures) {
    int doubled = (int) Math.min(failures - 1, DOUBLED);
    long longest = Math.min(most.toMillis(), Math.max(1, first.toMillis()) << doubled);
    return Duration.ofMillis(longest - (long) (longest * chance.getAsDouble() / 2));
  }
}
