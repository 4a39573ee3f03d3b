package io.bactrian.exchange;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.Exchange;
import org.apache.camel.component.file.GenericFile;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says why something was rejected: to an HTTP sender in the answer, and for a file in a text beside
 * it in {@code rejected/}, where the route moves it. Thread-safe.
 */
public final class Rejects {
  private static final Logger LOG = LoggerFactory.getLogger(Rejects.class);

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
  public void rejected(Exchange exchange) {
    Exception cause = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class);
    String partner = exchange.getProperty("partner", "", String.class);
    say(exchange.getFromRouteId() + partner, cause.getMessage());
    if (exchange.getProperty("CamelFileExchangeFile") instanceof GenericFile<?> file
        && file.getFile() instanceof java.io.File arrived) {
      exchange.setProperty("folder", "rejected");
      explain(arrived.toPath(), cause.getMessage());
    } else {
      exchange.getMessage().removeHeaders("*");
      exchange.getMessage().setHeader(Exchange.HTTP_RESPONSE_CODE, 409);
      exchange.getMessage().setHeader(Exchange.CONTENT_TYPE, "text/plain; charset=utf-8");
      exchange.getMessage().setBody(cause.getMessage() + "\n");
    }
  }

  /**
   * The folder is beside the one it arrived in; its name is its own last part, as found on disk.
   */
  private void explain(Path arrived, String reason) {
    Path folder = arrived.toAbsolutePath().getParent().resolveSibling("rejected");
    try {
      Files.createDirectories(folder);
      Files.writeString(folder.resolve(arrived.getFileName() + ".reason.txt"), reason + "\n");
    } catch (IOException e) {
      throw new UncheckedIOException(
          "The reason for a rejected file could not be written to " + folder + ".", e);
    }
  }
}
