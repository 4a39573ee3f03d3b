package io.bactrian.exchange;

import io.bactrian.apply.Applied;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * What became of the changesets of a partner that this process worked on last, for people.
 * Thread-safe; forgotten when the process ends.
 */
public final class LatestArrivals {
  private static final int MOST = 5;
  private final Deque<Arrived> latest = new ArrayDeque<>();

  /** What became of a changeset. */
  public enum End {
    APPLIED,
    /** It could not be applied as a whole, and is tried again. */
    ON_HOLD,
    /** It was not sound, and is waited for again. */
    REJECTED
  }

  /**
   * A changeset.
   *
   * @param did what its application did; null when it was not applied
   * @param took from the transaction's beginning to its commit; null when it was not applied
   * @param times how often this was the end of it, one after the other
   */
  public record Arrived(long number, End end, Applied did, Duration took, int times) {}

  synchronized void applied(long number, Applied did, Duration took) {
    add(new Arrived(number, End.APPLIED, did, took, 1));
  }

  /** Notes that a changeset was refused; the same again is counted. */
  synchronized void refused(long number, End end) {
    Arrived last = latest.peekFirst();
    boolean again = last != null && last.number() == number && last.end() == end;
    int times = again ? latest.removeFirst().times() + 1 : 1;
    add(new Arrived(number, end, null, null, times));
  }

  private void add(Arrived one) {
    latest.addFirst(one);
    while (latest.size() > MOST) {
      latest.removeLast();
    }
  }

  /** The newest first. */
  synchronized List<Arrived> list() {
    return List.copyOf(latest);
  }
}
