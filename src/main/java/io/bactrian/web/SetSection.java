package io.bactrian.web;

import io.bactrian.decide.Decisions;
import io.bactrian.decide.ListedQuestion;
import io.bactrian.decide.Outcome;
import io.bactrian.decide.Preview;
import io.bactrian.decide.Questions;
import io.bactrian.decide.Seen;
import io.bactrian.decide.Terms;
import io.vertx.core.MultiMap;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Decides many alike at once: those that were ticked in the list, or all that its filter selects.
 * Shows first what that does, and then decides exactly those that were shown, each only if it is
 * still what was shown. Thread-safe.
 */
record SetSection(
    Decisions decisions, AuditLog audit, Clock clock, Supplier<String> ids, Pages pages)
    implements Section {
  /** Most that are decided at once. */
  private static final int MOST = 5_000;

  /** Most whose rows are shown before and after. */
  private static final int SHOWN = 50;

  /** No more are tried after this, as whoever waits is cut off by and by. */
  private static final Duration LONGEST = Duration.ofSeconds(25);

  private static final String SET = "set";
  private static final String PATH = "/conflicts/set";

  /**
   * What was shown to a person; kept in the session, the last one only.
   *
   * @param dropped ids of those that are dropped along with the set
   */
  private record Prepared(
      String id, Filter filter, boolean theirs, List<Seen> set, Set<String> dropped) {}

  @Override
  public void addTo(Router router) {
    router
        .post("/conflicts/preview")
        .handler(Access.require(Role.RESOLVER))
        .blockingHandler(this::preview, false);
    router.post(PATH).handler(Access.require(Role.RESOLVER)).blockingHandler(this::decide, false);
  }

  private void preview(RoutingContext ctx) {
    MultiMap form = ctx.request().formAttributes();
    Filter filter = Filter.of(form);
    boolean theirs = "theirs".equals(form.get("choice"));
    List<String> ticked = form.getAll("id");
    List<ListedQuestion> selected;
    long total;
    if (ticked.isEmpty()) {
      Questions.Page found = decisions.questions().page(filter.selection(clock.instant()), 0, MOST);
      selected = found.listing().questions();
      total = found.counts().total();
    } else {
      selected = decisions.questions().listed(ticked);
      total = ticked.size();
    }
    // before the rows are read, so that what changes between the two is found out
    List<Seen> set = decisions.questions().seen(selected.stream().limit(MOST).toList());
    List<ListedQuestion> some = set.stream().map(Seen::question).toList();
    List<Preview> rows =
        decisions.preview(
            some.subList(0, Math.min(SHOWN, some.size())), List.of(theirs ? "theirs" : "ours"));
    Set<String> dropped = dropped(some, theirs);
    Prepared prepared = new Prepared(ids.get(), filter, theirs, set, dropped);
    ctx.session().put(SET, prepared);
    SetPage page =
        SetPage.of(
            new SetPage.Chosen(prepared.id(), filter, !ticked.isEmpty(), theirs),
            some,
            rows,
            dropped.size(),
            Math.max(0, total - set.size()));
    pages.send(ctx, "conflicts", SET, Map.of("page", page));
  }

  private Set<String> dropped(List<ListedQuestion> set, boolean theirs) {
    return theirs || set.isEmpty()
        ? Set.of()
        : decisions.droppedWith(set).stream()
            .map(ListedQuestion::id)
            .collect(Collectors.toUnmodifiableSet());
  }

  private void decide(RoutingContext ctx) {
    MultiMap form = ctx.request().formAttributes();
    Prepared prepared = ctx.session().remove(SET);
    if (prepared == null || !prepared.id().equals(form.get(SET))) {
      Pages.go(
          ctx, "/conflicts", "Nothing was decided: what was shown is no longer known. Look again.");
      return;
    }
    List<ListedQuestion> set = prepared.set().stream().map(Seen::question).toList();
    String name = Access.account(ctx).orElseThrow().name();
    String side = prepared.theirs() ? "theirs" : "ours";
    String about = ": %s, one of %d".formatted(side, set.size());
    audit.recordAll(
        name,
        Access.address(ctx),
        "decide",
        set.stream().map(one -> one.kind().word() + " " + one.id() + about).toList());
    Outcome outcome =
        decisions.decide(
            prepared.set(),
            prepared.theirs(),
            name,
            form.get("note"),
            new Terms(clock.instant().plus(LONGEST), prepared.dropped()));
    if (outcome.isWhole()) {
      String done = "Decided for %s: %,d.".formatted(side, outcome.decided());
      Pages.go(ctx, prepared.filter().link(), done);
    } else {
      OutcomePage page = OutcomePage.of(prepared.filter(), prepared.theirs(), outcome);
      ctx.response().setStatusCode(409);
      pages.send(ctx, "conflicts", "outcome", Map.of("page", page));
    }
  }
}
