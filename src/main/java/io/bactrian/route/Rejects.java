package io.bactrian.route;

import io.bactrian.exchange.RejectedDocumentException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.Exchange;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reports why something was rejected: in the answer to an HTTP sender, or, for a file, in a
 * property of the exchange. Thread-safe.
 */
public final class Rejects {
  private static final Logger LOG = LoggerFactory.getLogger(Rejects.class);

  /**
   * Property set where a file arrives: the code that took the file handles and logs the rejection.
   */
  public static final String FILE = "taken-file";

  /** Property with the {@link RejectedDocumentException} of a rejected file. */
  public static final String REFUSED = "refused";

  private final Map<String, String> last = new ConcurrentHashMap<>();

  /** Logs a reason once, however often the partner repeats its request. */
  private void say(String route, String reason) {
    if (reason.equals(last.put(route, reason))) {
      LOG.debug("{}", reason);
    } else {
      LOG.warn("{}", reason);
    }
  }

  /** Rejects what has arrived, for the reason that a step threw. */
  public void reject(Exchange exchange) {
    Exception cause = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class);
    exchange.setProperty(Outages.FAILED, true);
    if (exchange.getProperty(FILE) != null) {
      exchange.setProperty(REFUSED, cause);
    } else {
      String partner = exchange.getProperty("partner", "", String.class);
      say(exchange.getFromRouteId() + partner, cause.getMessage());
      exchange.getMessage().removeHeaders("*");
      exchange.getMessage().setHeader(Exchange.HTTP_RESPONSE_CODE, 409);
      exchange.getMessage().setHeader(Exchange.CONTENT_TYPE, "text/plain; charset=utf-8");
      exchange.getMessage().setBody(cause.getMessage() + "\n");
    }
  }
}
