package io.bactrian.exchange;

import java.time.Duration;
import java.util.function.DoubleSupplier;

/**
 * How long to wait before the next try: twice as long after each failure, bounded, and by chance up
 * to half as long, so that many that failed together do not all come back together. Thread-safe as
 * far as the chance is.
 *
 * @param first after one failure
 * @param most never longer
 * @param chance from 0 to 1
 */
public record Backoff(Duration first, Duration most, DoubleSupplier chance) {
  private static final int DOUBLED = 30;

  /**
   * @param failures in a row, at least 1
   */
  public Duration after(long failures) {
    int doubled = (int) Math.min(failures - 1, DOUBLED);
    long longest = Math.min(most.toMillis(), Math.max(1, first.toMillis()) << doubled);
    return Duration.ofMillis(longest - (long) (longest * chance.getAsDouble() / 2));
  }
}
