package io.bactrian.api;

import io.bactrian.event.Event;
import io.bactrian.event.EventId;
import io.bactrian.event.EventReader;
import io.bactrian.event.EventReader.Part;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.Optional;
import org.apache.camel.util.json.JsonObject;

/**
 * One client that follows events: reads the journal from its place whenever it has grown, no faster
 * than the client takes it. Confined to the event loop but for {@link #wake}.
 */
final class EventClient {
  private static final int AT_ONCE = 100;
  private static final Duration SIGN_OF_LIFE = Duration.ofSeconds(15);

  /** After which the client has to say again who it is. */
  private static final Duration LONGEST = Duration.ofMinutes(10);

  private final Vertx vertx;
  private final Context loop;
  private final HttpServerResponse response;
  private final EventReader reader;

  /** Null until the journal has begun. */
  private EventId place;

  private boolean reading;
  private boolean again;
  private boolean over;

  EventClient(RoutingContext ctx, EventReader reader) {
    this.vertx = ctx.vertx();
    this.loop = vertx.getOrCreateContext();
    this.response = ctx.response();
    this.reader = reader;
    String last = ctx.request().getHeader("Last-Event-ID");
    String after = last == null ? ctx.request().getParam("after") : last;
    this.place = after == null ? null : EventId.parse(after).orElse(new EventId(0, 0));
  }

  /**
   * Sends what there is, and what comes.
   *
   * @param ended called once when the client is gone
   */
  void begin(Runnable ended) {
    response.setChunked(true);
    response.putHeader("Content-Type", "text/event-stream; charset=utf-8");
    response.putHeader("Content-Encoding", "identity"); // else each event waits for more
    response.write("retry: 2000\n\n");
    long alive = vertx.setPeriodic(SIGN_OF_LIFE.toMillis(), timer -> response.write(":\n\n"));
    long end = vertx.setTimer(LONGEST.toMillis(), timer -> response.end());
    response.endHandler(
        done -> {
          over = true;
          vertx.cancelTimer(alive);
          vertx.cancelTimer(end);
          ended.run();
        });
    response.drainHandler(drained -> read());
    read();
  }

  /** Says that the journal has grown. By any thread. */
  void wake() {
    loop.runOnContext(woken -> read());
  }

  private void read() {
    again = reading;
    if (over || reading || response.writeQueueFull()) {
      return;
    }
    reading = true;
    boolean begins = place == null;
    vertx
        .executeBlocking(this::next, false)
        .onComplete(
            part -> {
              reading = false;
              boolean more =
                  part.succeeded()
                      && part.result().isPresent()
                      && send(part.result().get(), begins);
              if (more || again) {
                read();
              }
            });
  }

  /** Where a client begins that names no place: at the end, or where the journal begins. */
  private Optional<Part> next() {
    EventId from = place;
    if (from == null) {
      Optional<EventId> end = reader.end();
      return end.flatMap(now -> reader.after(now, AT_ONCE));
    }
    return reader.after(from, AT_ONCE);
  }

  /** Returns whether there may be more. */
  private boolean send(Part part, boolean begins) {
    if (over) {
      return false;
    }
    StringBuilder text = new StringBuilder();
    if (part.missed() != null) {
      JsonObject why = new JsonObject();
      why.put("reason", part.missed());
      text.append("event: missed\ndata: ").append(why.toJson()).append("\n\n");
    }
    for (Event event : part.events()) {
      String id = part.id(event);
      text.append("id: ").append(id);
      text.append("\nevent: ").append(event.kind().word());
      text.append("\ndata: ").append(event.json(id)).append("\n\n");
    }
    if (begins && part.events().isEmpty()) {
      text.append("id: ").append(part.next()).append("\n\n");
    }
    place = part.next();
    if (!text.isEmpty()) {
      response.write(text.toString());
    }
    return !part.events().isEmpty();
  }
}
