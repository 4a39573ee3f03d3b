package io.bactrian.route;

import io.bactrian.exchange.RejectedChangesetException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.Exchange;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says why something was rejected: to an HTTP sender in the answer, and for a file to whoever took
 * it from its folder. Thread-safe.
 */
public final class Rejects {
  private static final Logger LOG = LoggerFactory.getLogger(Rejects.class);

  /** Set where a file arrives: whoever took it decides what becomes of it, and says so. */
  public static final String FILE = "taken-file";

  /** Why such a file was refused, a {@link RejectedChangesetException}. */
  public static final String REFUSED = "refused";

  private final Map<String, String> last = new ConcurrentHashMap<>();

  /** A partner that asks again and again gets the same answer; the log says it once. */
  private void say(String route, String reason) {
    if (reason.equals(last.put(route, reason))) {
      LOG.debug("{}", reason);
    } else {
      LOG.warn("{}", reason);
    }
  }

  /** A step refused what had arrived. */
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
