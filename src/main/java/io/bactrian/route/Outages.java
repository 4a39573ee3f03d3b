package io.bactrian.route;

import io.bactrian.exchange.Backoff;
import io.bactrian.monitor.Outage;
import io.bactrian.monitor.StoreSilence;
import io.bactrian.problem.Problem;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.Exchange;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Records what fails at the moment, by route, and when to retry, with backoff. Logs an outage when
 * it starts and then every ten minutes, so that it does not flood the log. Thread-safe.
 */
public final class Outages {
  private static final Logger LOG = LoggerFactory.getLogger(Outages.class);

  /** Property of an exchange whose failure was handled, so that it does not count as a success. */
  static final String FAILED = "failed";

  /**
   * Property of an exchange whose partner answered that it is still at work: it can be reached, and
   * how the work ends is not known.
   */
  static final String AT_WORK = "atWork";

  private static final Duration REPEAT = Duration.ofMinutes(10);

  private final Backoff backoff;
  private final InstantSource clock;
  private final Runnable changed;
  private final TreeMap<String, Failing> failing = new TreeMap<>();
  private final Set<String> scheduled = ConcurrentHashMap.newKeySet();

  /**
   * @param changed called whenever the result of {@link #now} has changed
   */
  public Outages(Backoff backoff, InstantSource clock, Runnable changed) {
    this.backoff = backoff;
    this.clock = clock;
    this.changed = changed;
  }

  /**
   * @param lastLogged when it was last logged
   * @param tries number of failures, without those before {@code next}
   * @param next when the route may try again
   * @param silence of the store that is the cause; null for other causes
   * @param stopping whether the partner answered that it is shutting down; that it is unreachable
   *     then is not logged as a new problem
   * @param unreachable whether the partner could not be reached
   */
  private record Failing(
      Instant since,
      Instant lastLogged,
      long count,
      long tries,
      Instant next,
      Problem why,
      StoreSilence silence,
      boolean stopping,
      boolean unreachable) {

    Failing at(Instant due) {
      return new Failing(since, lastLogged, count, tries, due, why, silence, stopping, unreachable);
    }
  }

  /** Whether a scheduled route may work now; false during its backoff after a failure. */
  public boolean isDue(Exchange exchange) {
    boolean due = mayTry(exchange.getFromRouteId());
    if (!due) {
      exchange.setProperty(Exchange.SCHEDULER_POLLED_MESSAGES, false);
    }
    return due;
  }

  /** Whether the scheduled route with this id may work now. */
  public boolean mayTry(String route) {
    scheduled.add(route);
    synchronized (this) {
      Failing known = failing.get(route);
      return known == null || !clock.instant().isBefore(known.next());
    }
  }

  /** Ends all backoffs, so that failing routes retry at once. */
  public synchronized void retryNow() {
    failing.replaceAll((route, f) -> f.at(clock.instant()));
  }

  /**
   * Records that a step of a route failed, and sets a response with status 503. The route retries
   * by itself.
   */
  public void recordFailure(Exchange exchange) {
    Exception cause = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class);
    Problem why = FailureText.of(cause);
    recordFailureOf(name(exchange), why, cause);
    exchange.setProperty(FAILED, true);
    exchange.setProperty(Exchange.SCHEDULER_POLLED_MESSAGES, false);
    exchange.getMessage().removeHeaders("*");
    exchange.getMessage().setHeader(Exchange.HTTP_RESPONSE_CODE, 503);
    exchange.getMessage().setBody(why.text() + "\n");
  }

  /** Records that something other than a route failed. */
  public void recordFailureOf(String what, Throwable cause) {
    recordFailureOf(what, FailureText.of(cause), cause);
  }

  /** Records that something failed, with the problem to show. */
  public void recordFailureOf(String what, Problem problem, Throwable cause) {
    synchronized (this) {
      Instant now = clock.instant();
      Failing known = failing.get(what);
      boolean shutDown = known != null && known.stopping() && FailureText.isUnreachable(cause);
      Problem why = shutDown ? known.why() : problem;
      boolean logNow =
          known == null
              || !why.isLike(known.why())
              || known.lastLogged().plus(REPEAT).isBefore(now);
      if (logNow) {
        LOG.warn("{} fails: {}", what, FailureText.sentence(why));
        LOG.debug("{} fails", what, cause);
      }
      boolean together = known != null && now.isBefore(known.next());
      long tries = known == null ? 1 : together ? known.tries() : known.tries() + 1;
      failing.put(
          what,
          new Failing(
              known == null ? now : known.since(),
              logNow ? now : known.lastLogged(),
              known == null ? 1 : known.count() + 1,
              tries,
              together ? known.next() : now.plus(backoff.after(tries)),
              why,
              silence(known, cause, now),
              shutDown || FailureText.isStop(cause),
              FailureText.isUnreachable(cause)));
    }
    changed.run();
  }

  /** Goes on from the failure before, if it was of the same store. */
  private static StoreSilence silence(Failing known, Throwable cause, Instant now) {
    return FailureText.silentStore(cause)
        .map(
            store ->
                known != null && known.silence() != null && known.silence().store().equals(store)
                    ? known.silence()
                    : new StoreSilence(store, now))
        .orElse(null);
  }

  /**
   * Records that the route of this exchange works. While the partner is still at work, only that it
   * could not be reached is over.
   */
  public void recordSuccess(Exchange exchange) {
    String route = name(exchange);
    if (exchange.getProperty(AT_WORK) == null || isUnreachable(route)) {
      recordSuccessOf(route);
    }
  }

  private synchronized boolean isUnreachable(String route) {
    Failing known = failing.get(route);
    return known != null && known.unreachable();
  }

  /** Records that something other than a route works. */
  public void recordSuccessOf(String what) {
    Failing known;
    synchronized (this) {
      known = failing.remove(what);
    }
    if (known != null) {
      LOG.info("{} works again after {} failures since {}.", what, known.count(), known.since());
      changed.run();
    }
  }

  /** Names the route, with the partner if it serves several, since it may fail for only one. */
  private static String name(Exchange exchange) {
    String partner = exchange.getProperty("partner", String.class);
    String route = exchange.getFromRouteId();
    return partner == null ? route : route + "-" + partner;
  }

  /** The current outages, in the order of their names. */
  public synchronized List<Outage> now() {
    return failing.entrySet().stream()
        .map(
            entry -> {
              Failing f = entry.getValue();
              Instant next = scheduled.contains(entry.getKey()) ? f.next() : null;
              return new Outage(entry.getKey(), f.since(), f.count(), next, f.why(), f.silence());
            })
        .toList();
  }
}
