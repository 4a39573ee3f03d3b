package io.bactrian.folder;

import java.time.Duration;
import java.time.Instant;

/**
 * A file that may still be on its way: what it was like when it was last looked at.
 *
 * @param since when it was first seen as it is now
 * @param first when it was first seen at all
 * @param read whether it was read as it is now, and found incomplete
 * @param most how long it may stay as it is
 */
record Patience(Stamp stamp, Instant since, Instant first, boolean read, Duration most) {
  /** A file that changes is read only when it has rested for so long. */
  private static final Duration REST = Duration.ofSeconds(1);

  /** Empty or unreadable it is at the beginning of some copies, but not for long. */
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

  /** What is known now that it is like this. */
  Patience seen(Stamp now, Instant at) {
    return now.equals(stamp) ? this : new Patience(now, at, first, false, most);
  }

  /** The same for another reason. */
  Patience because(Patience other) {
    return new Patience(stamp, since, first, true, other.most);
  }

  boolean over(Instant now) {
    return !now.isBefore(since.plus(most));
  }

  /** Whether to read it now: once when it rests, and once more before it is given up. */
  boolean mayRead(Instant now) {
    return over(now) || !read && !now.isBefore(since.plus(shorter(REST, most)));
  }
}
