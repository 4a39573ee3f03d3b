package io.bactrian.folder;

import io.bactrian.problem.Problem;
import io.bactrian.route.Outages;
import java.io.IOException;
import org.apache.camel.Consumer;
import org.apache.camel.Endpoint;
import org.apache.camel.RouteAware;
import org.apache.camel.spi.PollingConsumerPollStrategy;

/**
 * A folder is polled when something lies there. One that can't be read, or whose files fail to go
 * in, is left alone for a while. Thread-safe.
 */
public final class PatientPolling implements PollingConsumerPollStrategy {
  private final Outages outages;
  private final Inbox inbox;

  public PatientPolling(Outages outages, Inbox inbox) {
    this.outages = outages;
    this.inbox = inbox;
  }

  @Override
  public boolean begin(Consumer consumer, Endpoint endpoint) {
    String route = route(consumer);
    return outages.mayTry(route) && outages.mayTry(polling(route)) && finds(route);
  }

  private boolean finds(String route) {
    try {
      boolean found = inbox.look();
      if (!found) {
        outages.recordSuccessOf(polling(route));
      }
      return found;
    } catch (IOException e) {
      throw Problem.of("The files of a partner can't be read (%s).", e.getMessage())
          .follows("They stay where they are, nothing is lost, and it is tried again.")
          .toDo(
              "See that the folder is there, and that this site's user may read it and write to `done` and `rejected`, which are no links.")
          .passes()
          .exception(e);
    }
  }

  @Override
  public void commit(Consumer consumer, Endpoint endpoint, int polledMessages) {
    outages.recordSuccessOf(polling(route(consumer)));
  }

  @Override
  public boolean rollback(Consumer consumer, Endpoint endpoint, int retryCounter, Exception cause) {
    outages.recordFailureOf(polling(route(consumer)), cause);
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
