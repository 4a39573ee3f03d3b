package io.bactrian.cli;

import java.util.Locale;
import java.util.function.LongSupplier;

/** How fast something goes on, and when it may end. For one thread. */
final class Pace {
  private static final double NANOS = 1e9;

  private final LongSupplier nanos;
  private long begun;
  private long from = -1;

  /**
   * @param nanos a clock that only goes forward, as {@link System#nanoTime}
   */
  Pace(LongSupplier nanos) {
    this.nanos = nanos;
  }

  /**
   * Says how many of how many there are, how many in a second since the first call, and how long
   * the rest takes at that rate.
   *
   * @param all about how many; 0 when that is not known
   */
  String of(long done, long all) {
    if (from < 0) {
      from = done;
      begun = nanos.getAsLong();
    }
    double seconds = (nanos.getAsLong() - begun) / NANOS;
    double rate = seconds > 0 ? (done - from) / seconds : 0;
    String said =
        all > 0
            ? String.format(Locale.ROOT, "%,d of about %,d rows", done, Math.max(done, all))
            : String.format(Locale.ROOT, "%,d rows", done);
    if (rate >= 1) {
      said += String.format(Locale.ROOT, ", %,d a second", (long) rate);
      if (all > done) {
        said +=
            String.format(Locale.ROOT, ", about %,d s left", (long) Math.ceil((all - done) / rate));
      }
    }
    return said;
  }
}
