package io.bactrian.folder;

import java.time.Duration;
import java.time.Instant;

/**
 * A file that may still be incomplete, as it was at the last look.
 *
 * @param since when it was first seen in its present state
 * @param first when it was first seen
 * @param read whether it was read in its present state and found incomplete
 * @param most how long it may stay unchanged
 */
record Patience(Stamp stamp, Instant since, Instant first, boolean read, Duration most) {
  /** A changing file is read only when it has been unchanged for this time. */
  private static final Duration REST = Duration.ofSeconds(1);

  /** How long a file may be empty or unreadable, as some copying programs leave it at first. */
  private static final Duration BRIEF = Duration.ofSeconds(5);

  static Patience briefly(Stamp stamp, Instant now, Duration settle) {
    return new Patience(stamp, now, now, true, shorter(BRIEF, settle));
  }

  static Patience cutShort(Stamp stamp, Instant now, Duration settle) {
    return new Patience(stamp, now, now, true, settle);
  }

  static Patience unread(Stamp stamp, Instant now, Duration settle) {
    return new Patience(stamp, now, now, false, settle);
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }

  /** Updates it with the state found now. */
  Patience seen(Stamp now, Instant at) {
    return now.equals(stamp) ? this : new Patience(now, at, first, false, most);
  }

  /** Changes the reason. */
  Patience because(Patience other) {
    return new Patience(stamp, since, first, true, other.most);
  }

  boolean over(Instant now) {
    return !now.isBefore(since.plus(most));
  }

  /** Whether to read it now: once when it stays unchanged, and once more before it is set aside. */
  boolean mayRead(Instant now) {
    return over(now) || !read && !now.isBefore(since.plus(shorter(REST, most)));
  }
}
