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
 * Which streams to this site are on hold, because their next changeset can't be applied as a whole,
 * and when it is tried again: after a while, or at once when somebody asks. The document itself is
 * kept in the changeset store. Thread-safe.
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
   * @param changed run whenever what {@link #now} gives has changed
   */
  public StreamHolds(Backoff backoff, InstantSource clock, Runnable changed) {
    this.backoff = backoff;
    this.clock = clock;
    this.changed = changed;
  }

  /** The next changeset of this partner's stream can't be applied: it is tried again later. */
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

  /** What was on hold is applied, or is not needed any more. */
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

  /** Whether this changeset is on hold and its time has not come. */
  synchronized boolean mustWait(String partner, long number) {
    Hold hold = holds.get(partner);
    return hold != null && hold.number() == number && clock.instant().isBefore(hold.next());
  }

  /** The changeset that is on hold, due or not. */
  public synchronized Optional<Hold> of(String partner) {
    return Optional.ofNullable(holds.get(partner));
  }

  /** Takes over what was on hold when the site stopped; it is due at once. */
  public synchronized void restore(Map<String, Hold> before) {
    before.forEach((partner, hold) -> holds.putIfAbsent(partner, dueAt(hold, clock.instant())));
  }

  private static Hold dueAt(Hold hold, Instant next) {
    return new Hold(hold.number(), hold.since(), hold.tries(), next, hold.reason());
  }

  /** Whether what is kept of this partner's stream is to be tried now. */
  public synchronized boolean isDue(String partner) {
    if (asked.remove(partner)) {
      trying.add(partner);
    }
    Hold hold = holds.get(partner);
    return trying.contains(partner) || hold != null && !clock.instant().isBefore(hold.next());
  }

  /** Makes what may be kept of this partner's stream due now, known to be on hold or not. */
  public synchronized void retryNow(String partner) {
    asked.add(partner);
    holds.computeIfPresent(partner, (id, hold) -> dueAt(hold, clock.instant()));
  }

  /**
   * Records that the partner's stream was tried, whatever came of it.
   *
   * @return false when somebody asked meanwhile, so that it has to be tried once more
   */
  public synchronized boolean recordTry(String partner) {
    trying.remove(partner);
    return !asked.contains(partner);
  }

  /** By partner. */
  public synchronized Map<String, Hold> now() {
    return new TreeMap<>(holds);
  }
}
