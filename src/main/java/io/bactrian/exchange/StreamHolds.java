package io.bactrian.exchange;

import io.bactrian.monitor.Hold;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The incoming streams that are on hold because their next changeset can't be applied as a whole,
 * and when each is retried: after a backoff, or at once when a person asks. The changeset itself is
 * in the changeset store. Thread-safe.
 */
public final class StreamHolds {
  private static final Logger LOG = LoggerFactory.getLogger(StreamHolds.class);

  private final Backoff backoff;
  private final InstantSource clock;
  private final Runnable changed;
  private final Map<String, Hold> holds = new TreeMap<>();
  private final Set<String> asked = new HashSet<>();
  private final Set<String> trying = new HashSet<>();

  /**
   * @param changed called whenever the result of {@link #now} has changed
   */
  public StreamHolds(Backoff backoff, InstantSource clock, Runnable changed) {
    this.backoff = backoff;
    this.clock = clock;
    this.changed = changed;
  }

  /** Puts a stream on hold, or records a further failure of the same changeset. */
  void putOnHold(String partner, long number, String reason) {
    synchronized (this) {
      Instant now = clock.instant();
      Hold known = holds.get(partner);
      boolean again = known != null && known.number() == number;
      long tries = again ? known.tries() + 1 : 1;
      Instant next = now.plus(backoff.after(tries));
      Instant since = again ? known.since() : now;
      holds.put(partner, new Hold(number, since, tries, next, reason));
      if (again && known.reason().equals(reason)) {
        LOG.debug("{}", reason);
      } else {
        LOG.warn("{}", reason);
      }
    }
    changed.run();
  }

  /** Ends the hold: the changeset is applied, or not needed any more. */
  void release(String partner) {
    Hold known;
    synchronized (this) {
      known = holds.remove(partner);
    }
    if (known != null) {
      LOG.info(
          "Stream of {}: #{} is no longer on hold, after {} tries since {}.",
          partner,
          known.number(),
          known.tries(),
          known.since());
      changed.run();
    }
  }

  /** Whether this changeset is on hold and not yet due. */
  synchronized boolean mustWait(String partner, long number) {
    Hold hold = holds.get(partner);
    return hold != null && hold.number() == number && clock.instant().isBefore(hold.next());
  }

  /** The hold on the partner's stream, due or not. */
  public synchronized Optional<Hold> of(String partner) {
    return Optional.ofNullable(holds.get(partner));
  }

  /** Restores the holds from before the site stopped; they are due at once. */
  public synchronized void restore(Map<String, Hold> before) {
    before.forEach((partner, hold) -> holds.putIfAbsent(partner, dueAt(hold, clock.instant())));
  }

  private static Hold dueAt(Hold hold, Instant next) {
    return new Hold(hold.number(), hold.since(), hold.tries(), next, hold.reason());
  }

  /** Whether stored changesets of this partner's stream are to be tried now. */
  public synchronized boolean isDue(String partner) {
    if (asked.remove(partner)) {
      trying.add(partner);
    }
    Hold hold = holds.get(partner);
    return trying.contains(partner) || hold != null && !clock.instant().isBefore(hold.next());
  }

  /** Makes stored changesets of this partner's stream due now, whether it is on hold or not. */
  public synchronized void retryNow(String partner) {
    asked.add(partner);
    holds.computeIfPresent(partner, (id, hold) -> dueAt(hold, clock.instant()));
  }

  /**
   * Records that the partner's stream was tried, with whatever result.
   *
   * @return false when a retry was requested meanwhile, so that it has to be tried once more
   */
  public synchronized boolean recordTry(String partner) {
    trying.remove(partner);
    return !asked.contains(partner);
  }

  /** The holds by partner. */
  public synchronized Map<String, Hold> now() {
    return new TreeMap<>(holds);
  }
}
