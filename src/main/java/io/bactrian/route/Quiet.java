package io.bactrian.route;

import org.apache.camel.Exchange;
import org.apache.camel.spi.ExceptionHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The error policy has said what failed; a consumer need not say it again. */
public final class Quiet implements ExceptionHandler {
  private static final Logger LOG = LoggerFactory.getLogger(Quiet.class);

  @Override
  public void handleException(Throwable exception) {
    LOG.debug("failed", exception);
  }

  @Override
  public void handleException(String message, Throwable exception) {
    LOG.debug("{}", message, exception);
  }

  @Override
  public void handleException(String message, Exchange exchange, Throwable exception) {
    LOG.debug("{}", message, exception);
  }
}
