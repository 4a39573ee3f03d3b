package io.bactrian.web;

import io.bactrian.decide.Decisions;
import io.bactrian.decide.Questions;
import io.bactrian.decide.Selection;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;

/** The list of what waits for a person. Thread-safe. */
record ConflictsSection(Decisions decisions, Clock clock, Pages pages) implements Section {

  @Override
  public void addTo(Router router) {
    router
        .get("/conflicts")
        .handler(Access.require(Role.VIEWER))
        .blockingHandler(this::list, false);
  }

  private void list(RoutingContext ctx) {
    Instant now = clock.instant();
    Filter filter = Filter.of(ctx.queryParams());
    int from = from(ctx.queryParams().get("from"));
    Selection selection = filter.selection(now);
    Questions.Page found = decisions.questions().page(selection, from, ListPage.LINES);
    ListPage page = ListPage.of(filter, found.listing().questions(), from, found.counts(), now);
    pages.send(ctx, "conflicts", "conflicts", Map.of("page", page));
  }

  private static int from(String text) {
    return text != null && text.matches("\\d{1,7}") ? Integer.parseInt(text) : 0;
  }
}
