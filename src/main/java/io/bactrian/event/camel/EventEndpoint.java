package io.bactrian.event.camel;

import io.bactrian.event.EventKind;
import org.apache.camel.Consumer;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.support.ScheduledPollEndpoint;

/** Events of one kind, or all, for one subscriber. Takes Camel's options for polling. */
final class EventEndpoint extends ScheduledPollEndpoint {
  private final EventComponent events;
  private final EventKind kind;
  private final String subscriber;

  /**
   * @param kind null for all
   */
  EventEndpoint(String uri, EventComponent events, EventKind kind, String subscriber) {
    super(uri, events);
    this.events = events;
    this.kind = kind;
    this.subscriber = subscriber;
  }

  @Override
  public Consumer createConsumer(Processor processor) throws Exception {
    EventConsumer consumer = new EventConsumer(this, processor);
    configureConsumer(consumer);
    return consumer;
  }

  @Override
  public Producer createProducer() {
    throw new UnsupportedOperationException("events are read, not written");
  }

  EventComponent events() {
    return events;
  }

  boolean takes(EventKind some) {
    return kind == null || kind == some;
  }

  String subscriber() {
    return subscriber;
  }
}
