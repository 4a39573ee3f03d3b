package io.bactrian.exchange;

import com.mongodb.MongoCommandException;
import com.mongodb.MongoException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import org.apache.camel.Exchange;
import org.apache.camel.http.base.HttpOperationFailedException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What fails at the moment, by route: said once when it begins and then every ten minutes, so that
 * an outage does not flood the log. Thread-safe.
 */
public final class Outages {
  private static final Logger LOG = LoggerFactory.getLogger(Outages.class);
  private static final int FOREIGN = 500;
  private static final Duration REPEAT = Duration.ofMinutes(10);

  /** What MongoDB, and the embedded server, says then. */
  private static final int DISK_FULL = 14031;

  private final Clock clock;
  private final Map<String, Outage> outages = new TreeMap<>();

  public Outages(Clock clock) {
    this.clock = clock;
  }

  /** One failing route. */
  public record Outage(Instant since, Instant said, long count, String reason) {}

  /** A step of a route failed; the route tries again by itself. */
  public synchronized void failed(Exchange exchange) {
    Exception cause = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class);
    String route = exchange.getFromRouteId();
    Instant now = clock.instant();
    String reason = reason(cause);
    Outage known = outages.get(route);
    boolean say =
        known == null || !known.reason().equals(reason) || known.said().plus(REPEAT).isBefore(now);
    if (say) {
      LOG.warn("{} fails: {}", route, sentence(reason));
      LOG.debug("{} fails", route, cause);
    }
    exchange.setProperty(Exchange.SCHEDULER_POLLED_MESSAGES, false);
    exchange.getMessage().removeHeaders("*");
    exchange.getMessage().setHeader(Exchange.HTTP_RESPONSE_CODE, 503);
    exchange.getMessage().setBody(reason + "\n");
    outages.put(
        route,
        new Outage(
            known == null ? now : known.since(),
            say ? now : known.said(),
            known == null ? 1 : known.count() + 1,
            reason));
  }

  /** The route that this exchange came by works. */
  public synchronized void over(Exchange exchange) {
    String route = exchange.getFromRouteId();
    Outage known = outages.remove(route);
    if (known != null) {
      LOG.info("{} works again after {} failures since {}.", route, known.count(), known.since());
    }
  }

  public synchronized Map<String, Outage> now() {
    return Map.copyOf(outages);
  }

  private static String sentence(String reason) {
    String ended = reason.endsWith(".") ? reason : reason + ".";
    boolean comforts = reason.contains("tried again") || reason.contains("tries again");
    return comforts ? ended : ended + " Nothing is lost; it is tried again until it works.";
  }

  private static String reason(Throwable cause) {
    Throwable root = cause;
    while (root.getCause() != null && root.getCause() != root) {
      root = root.getCause();
    }
    for (Throwable e = cause; e != null && e != e.getCause(); e = e.getCause()) {
      if (e instanceof MongoCommandException full && full.getErrorCode() == DISK_FULL) {
        return full.getErrorMessage();
      }
      if (e instanceof MongoException mongo) {
        return "MongoDB did not do what was asked (%s, code %d)"
            .formatted(mongo.getClass().getSimpleName(), mongo.getCode());
      }
      if (e instanceof HttpOperationFailedException refused) {
        return answered(refused);
      }
    }
    String message = cause.getMessage() == null ? root.toString() : cause.getMessage();
    boolean ours = cause.getClass().getName().startsWith("io.bactrian.");
    return root == cause
            || ours && message.contains("SQLSTATE")
            || root.getMessage() == null
            || message.contains(root.getMessage())
        ? message
        : message + " (" + root.getMessage() + ")";
  }

  /** What the partner said, on one line and bounded: it is foreign. */
  private static String answered(HttpOperationFailedException refused) {
    String body = refused.getResponseBody() == null ? "" : refused.getResponseBody();
    String text = body.replaceAll("[\\p{Cntrl}\\s]+", " ").strip();
    return "the partner answered with status %d: %s"
        .formatted(refused.getStatusCode(), text.substring(0, Math.min(text.length(), FOREIGN)))
        .replaceFirst(": $", "");
  }
}
