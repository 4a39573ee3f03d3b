package io.bactrian.exchange;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.camel.Exchange;
import org.apache.camel.component.file.GenericFile;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps what was rejected where a person finds it: the file as it came and, beside it, the reason.
 * Thread-safe.
 */
public final class Rejects {
  private static final Logger LOG = LoggerFactory.getLogger(Rejects.class);
  private final Path folder;

  /** @param folder the site's {@code rejected/} */
  public Rejects(Path folder) {
    this.folder = folder;
  }

  /** Says why; the route then moves a file that came through a folder to {@code rejected/}; an HTTP sender gets the reason. */
  public void rejected(Exchange exchange) {
    Exception cause = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class);
    LOG.warn("{}", cause.getMessage());
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

  /** The name on disk is the arrived file's own last part, never a path that a message gives. */
  private void explain(Path arrived, String reason) {
    try {
      Files.createDirectories(folder);
      Files.writeString(folder.resolve(arrived.getFileName() + ".reason.txt"), reason + "\n");
    } catch (IOException e) {
      throw new UncheckedIOException(
          "The reason for a rejected file could not be written to " + folder + ".", e);
    }
  }
}
