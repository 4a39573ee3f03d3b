package io.bactrian.api;

import io.bactrian.event.EventJournal;
import io.bactrian.event.EventReader;
import io.bactrian.exchange.Signal;
import io.bactrian.web.Access;
import io.bactrian.web.Role;
import io.bactrian.web.Section;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Sends events to clients as server-sent events, from where each has stopped ({@code
 * Last-Event-ID}). Thread-safe.
 */
final class EventStream implements Section {
  static final String PATH = ApiSection.ROOT + "/events";
  private static final int MOST = 100;

  private final EventReader reader;
  private final Signal told;
  private final AtomicInteger open = new AtomicInteger();

  EventStream(EventJournal journal) {
    reader = new EventReader(journal);
    told = journal.grown();
  }

  @Override
  public void addTo(Router router) {
    router.get(PATH).handler(Access.require(Role.VIEWER)).handler(this::open);
  }

  private void open(RoutingContext ctx) {
    if (open.incrementAndGet() > MOST) {
      open.decrementAndGet();
      ctx.fail(503);
      return;
    }
    EventClient client = new EventClient(ctx, reader);
    Runnable wake = client::wake;
    told.listen(wake);
    client.begin(
        () -> {
          told.forget(wake);
          open.decrementAndGet();
        });
  }
}
