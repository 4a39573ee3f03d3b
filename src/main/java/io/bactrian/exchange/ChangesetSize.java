package io.bactrian.exchange;

import io.bactrian.changeset.Header;
import java.time.Duration;

/**
 * How many changes the changesets between this site and one partner contain, so that whoever
 * applies one locks rows for a bounded time. Each site measures how fast it applies, and asks the
 * other in the header of its own changesets for so many changes; the other ends a changeset with
 * the source transaction that reaches them. A site whose users wait for these rows asks for half as
 * many, and for more again little by little while nobody waits. Thread-safe.
 */
public final class ChangesetSize {
  /** Until the partner has asked: what any machine applies in a second, just started. */
  static final long FIRST = 500;

  static final long LEAST = 100;

  /** The rest is for changesets that take longer than those before. */
  private static final double PART_TO_USE = 0.8;

  private static final double WEIGHT_OF_LAST = 0.25;

  /** Of the time that may be used; so much at the start, before it is known whether users wait. */
  private static final double FIRST_SHARE = 0.125;

  private static final double SHARE_WHEN_WAITING = 0.5;
  private static final double SHARE_WHEN_ALONE = 1.25;

  private final long most;
  private final long lockNanos;
  private long asked = FIRST;
  private double nanosPerChange;
  private double share = FIRST_SHARE;

  /**
   * @param most number of changes that no changeset to the partner exceeds by more than a
   *     transaction
   * @param lockMost how long a changeset should lock rows here, when nobody waits for them
   */
  public ChangesetSize(long most, Duration lockMost) {
    this.most = most;
    this.lockNanos = lockMost.toNanos();
  }

  /** Number of changes after which a changeset to the partner ends. */
  public synchronized long toPartner() {
    return Math.min(most, asked);
  }

  /** Number of changes to ask the partner for; 0 while it is not known. */
  public synchronized long fromPartner() {
    return nanosPerChange == 0
        ? 0
        : Math.max(LEAST, (long) (PART_TO_USE * share * lockNanos / nanosPerChange));
  }

  /** Takes what the partner asks for; one that asks for nothing takes changesets of any size. */
  public synchronized void asked(Header header) {
    asked = header.mostChanges() == 0 ? most : Math.max(LEAST, header.mostChanges());
  }

  /**
   * Takes how a changeset of the partner was applied. Small ones say little of the time that a
   * change takes, and that nobody waited for them says nothing.
   *
   * @param keptWaiting whether somebody waited for the rows that it had locked
   */
  public synchronized void applied(long changes, Duration took, boolean keptWaiting) {
    if (keptWaiting) {
      double leastShare = LEAST * nanosPerChange / (PART_TO_USE * lockNanos);
      share = Math.min(share, Math.max(leastShare, share * SHARE_WHEN_WAITING));
    } else if (changes >= LEAST) {
      share = Math.min(1, share * SHARE_WHEN_ALONE);
    }
    if (changes >= LEAST) {
      double now = (double) Math.max(1, took.toNanos()) / changes;
      nanosPerChange =
          nanosPerChange == 0 ? now : nanosPerChange + WEIGHT_OF_LAST * (now - nanosPerChange);
    }
  }
}
