package io.bactrian.site;

import io.bactrian.exchange.Outages;
import org.apache.camel.Consumer;
import org.apache.camel.Endpoint;
import org.apache.camel.RouteAware;
import org.apache.camel.spi.PollingConsumerPollStrategy;

/**
 * A folder that can't be read, or whose files fail to go in, is left alone for a while.
 * Thread-safe.
 */
final class PatientPolling implements PollingConsumerPollStrategy {
  private final Outages outages;

  PatientPolling(Outages outages) {
    this.outages = outages;
  }

  @Override
  public boolean begin(Consumer consumer, Endpoint endpoint) {
    String route = route(consumer);
    return outages.mayTry(route) && outages.mayTry(polling(route));
  }

  @Override
  public void commit(Consumer consumer, Endpoint endpoint, int polledMessages) {
    outages.works(polling(route(consumer)));
  }

  @Override
  public boolean rollback(Consumer consumer, Endpoint endpoint, int retryCounter, Exception cause) {
    outages.fails(polling(route(consumer)), String.valueOf(cause.getMessage()), cause);
    return false;
  }

  private static String route(Consumer consumer) {
    return ((RouteAware) consumer).getRoute().getRouteId();
  }

  /** Its files may fail although it can be read, and the other way round. */
  private static String polling(String route) {
    return route + "-poll";
  }
}
