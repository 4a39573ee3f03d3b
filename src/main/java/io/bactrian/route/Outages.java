package io.bactrian.route;

import io.bactrian.exchange.Backoff;
import io.bactrian.monitor.Outage;
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
 * What fails at the moment, by route, and when it is tried again: soon at first, then less and less
 * often. Said once when it begins and then every ten minutes, so that an outage does not flood the
 * log. Thread-safe.
 */
public final class Outages {
  private static final Logger LOG = LoggerFactory.getLogger(Outages.class);

  /** Set on an exchange that failed, although its failure was taken; it is no success. */
  static final String FAILED = "failed";

  private static final Duration REPEAT = Duration.ofMinutes(10);

  private final Backoff backoff;
  private final InstantSource clock;
  private final Runnable changed;
  private final TreeMap<String, Failing> failing = new TreeMap<>();
  private final Set<String> scheduled = ConcurrentHashMap.newKeySet();

  /**
   * @param changed run whenever what {@link #now} gives has changed
   */
  public Outages(Backoff backoff, InstantSource clock, Runnable changed) {
    this.backoff = backoff;
    this.clock = clock;
    this.changed = changed;
  }

  /**
   * @param said when the log was told
   * @param tries without those that failed together with another
   * @param next when the route may try again
   * @param stopping whether the partner said that it stops: it can't be reached then, which is no
   *     news
   */
  private record Failing(
      Instant since,
      Instant said,
      long count,
      long tries,
      Instant next,
      Problem why,
      boolean stopping) {

    Failing at(Instant due) {
      return new Failing(since, said, count, tries, due, why, stopping);
    }
  }

  /**
   * For routes that start by themselves: whether this one is to work now. It is not while it waits
   * after a failure.
   */
  public boolean isDue(Exchange exchange) {
    boolean due = mayTry(exchange.getFromRouteId());
    if (!due) {
      exchange.setProperty(Exchange.SCHEDULER_POLLED_MESSAGES, false);
    }
    return due;
  }

  /** The same by the route's id. */
  public boolean mayTry(String route) {
    scheduled.add(route);
    synchronized (this) {
      Failing known = failing.get(route);
      return known == null || !clock.instant().isBefore(known.next());
    }
  }

  /** Lets every route that fails try again at once. */
  public synchronized void retryNow() {
    failing.replaceAll((route, f) -> f.at(clock.instant()));
  }

  /** Records that a step of a route failed; the route tries again by itself. */
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

  /** Records that something else than a step of a route failed. */
  public void recordFailureOf(String what, Throwable cause) {
    recordFailureOf(what, FailureText.of(cause), cause);
  }

  /** The same, with what a person is to know of it. */
  public void recordFailureOf(String what, Problem problem, Throwable cause) {
    synchronized (this) {
      Instant now = clock.instant();
      Failing known = failing.get(what);
      boolean follows = known != null && known.stopping() && FailureText.isUnreachable(cause);
      Problem why = follows ? known.why() : problem;
      boolean say =
          known == null || !why.isLike(known.why()) || known.said().plus(REPEAT).isBefore(now);
      if (say) {
        LOG.warn("{} fails: {}", what, FailureText.sentence(why));
        LOG.debug("{} fails", what, cause);
      }
      boolean together = known != null && now.isBefore(known.next());
      long tries = known == null ? 1 : together ? known.tries() : known.tries() + 1;
      failing.put(
          what,
          new Failing(
              known == null ? now : known.since(),
              say ? now : known.said(),
              known == null ? 1 : known.count() + 1,
              tries,
              together ? known.next() : now.plus(backoff.after(tries)),
              why,
              follows || FailureText.isStop(cause)));
    }
    changed.run();
  }

  /** Records that the route by which this exchange came works. */
  public void recordSuccess(Exchange exchange) {
    recordSuccessOf(name(exchange));
  }

  /** Records that something else works: again, or as ever. */
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

  /** A route that serves several partners may fail for one of them only. */
  private static String name(Exchange exchange) {
    String partner = exchange.getProperty("partner", String.class);
    String route = exchange.getFromRouteId();
    return partner == null ? route : route + "-" + partner;
  }

  /** By route. */
  public synchronized List<Outage> now() {
    return failing.entrySet().stream()
        .map(
            entry -> {
              Failing f = entry.getValue();
              Instant next = scheduled.contains(entry.getKey()) ? f.next() : null;
              return new Outage(entry.getKey(), f.since(), f.count(), next, f.why());
            })
        .toList();
  }
}
