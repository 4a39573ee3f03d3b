package io.bactrian.event.camel;

import io.bactrian.event.Event;
import io.bactrian.event.EventId;
import io.bactrian.event.EventReader;
import io.bactrian.event.EventReader.Part;
import io.bactrian.route.Outages;
import java.util.Optional;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.support.ScheduledPollConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Passes events to a route, one after the other, each at least once: one whose exchange fails comes
 * again after a backoff, and none comes before it. For Camel's scheduler, one thread at a time.
 */
final class EventConsumer extends ScheduledPollConsumer {
  /** Header with the id of the event, by which a receiver knows one that comes again. */
  static final String ID = "BactrianEventId";

  /** Header with the kind of the event. */
  static final String KIND = "BactrianEvent";

  /** Header that says why events before this one are missing. */
  static final String MISSED = "BactrianEventsMissed";

  private static final Logger LOG = LoggerFactory.getLogger(EventConsumer.class);
  private static final int AT_ONCE = 100;

  private final EventEndpoint endpoint;
  private final EventReader reader;
  private String missed;

  EventConsumer(EventEndpoint endpoint, Processor processor) {
    super(endpoint, processor);
    this.endpoint = endpoint;
    this.reader = new EventReader(endpoint.events().journal());
  }

  @Override
  protected int poll() throws Exception {
    if (!outages().mayTry(getRouteId())) {
      return 0;
    }
    try {
      return poll(endpoint.subscriber());
    } catch (Exception e) {
      outages().recordFailureOf(getRouteId(), e);
      return 0;
    }
  }

  private Outages outages() {
    return endpoint.events().outages();
  }

  private int poll(String subscriber) throws Exception {
    Optional<EventId> place = endpoint.events().journal().position(subscriber);
    if (place.isEmpty()) {
      Optional<EventId> end = reader.end(); // a new subscriber gets what happens from now on
      end.ifPresent(now -> endpoint.events().journal().taken(subscriber, now));
      return 0;
    }
    Optional<Part> part = reader.after(place.get(), AT_ONCE);
    if (part.isEmpty()) {
      return 0;
    }
    if (part.get().missed() != null) {
      missed = part.get().missed();
      LOG.warn("{}: {}", getRouteId(), missed);
    }
    EventId taken = place.get();
    int passed = 0;
    try {
      for (Event event : part.get().events()) {
        if (endpoint.takes(event.kind())) {
          if (!pass(event, part.get().id(event))) {
            return passed;
          }
          passed++;
        }
        taken = new EventId(part.get().next().journal(), event.number());
      }
      taken = part.get().next();
      return passed;
    } finally {
      if (!taken.equals(place.get())) {
        endpoint.events().journal().taken(subscriber, taken);
      }
    }
  }

  /** Returns whether the route took it. */
  private boolean pass(Event event, String id) throws Exception {
    Exchange exchange = createExchange(false);
    try {
      exchange.getMessage().setHeader(ID, id);
      exchange.getMessage().setHeader(KIND, event.kind().word());
      if (missed != null) {
        exchange.getMessage().setHeader(MISSED, missed);
      }
      exchange.getMessage().setBody(event.json(id));
      getProcessor().process(exchange);
      if (exchange.getException() != null) {
        if (exchange.getProperty(Outages.FAILED) == null) {
          outages().recordFailureOf(getRouteId(), exchange.getException());
        }
        return false;
      }
      if (exchange.getProperty(Outages.FAILED) != null) {
        return false; // a policy has recorded it
      }
      outages().recordSuccessOf(getRouteId());
      missed = null;
      return true;
    } finally {
      releaseExchange(exchange, false);
    }
  }
}
