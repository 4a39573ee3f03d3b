package io.bactrian.route;

import org.apache.camel.CamelExchangeException;
import org.apache.camel.Exchange;

/** Finds the exception that a route has caught. */
final class Caught {
  private Caught() {}

  /** Returns the exception, without Camel's wrappers. */
  static Exception in(Exchange exchange) {
    Exception caught = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class);
    while (caught instanceof CamelExchangeException
        && caught.getCause() instanceof Exception cause) {
      caught = cause;
    }
    return caught;
  }
}
