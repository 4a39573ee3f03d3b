package io.bactrian.web;

import io.bactrian.decide.Decisions;
import io.bactrian.decide.ListedQuestion;
import io.bactrian.decide.Preview;
import io.bactrian.decide.QuestionKind;
import io.bactrian.decide.Questions;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Decides many alike at once: shows first what that does, and then decides exactly those that were
 * shown, whatever has come since. Thread-safe.
 */
record SetSection(
    Decisions decisions, AuditLog audit, Clock clock, Supplier<String> ids, Pages pages)
    implements Section {
  /** Most that are decided at once. */
  private static final int MOST = 5_000;

  /** Most whose rows are shown before and after. */
  private static final int SHOWN = 50;

  private static final String SET = "set";
  private static final String PATH = "/conflicts/set";

  /** What was shown to a person; kept in the session, the last one only. */
  private record Prepared(String id, Filter filter, boolean theirs, List<ListedQuestion> set) {}

  @Override
  public void addTo(Router router) {
    router.get(PATH).handler(Access.require(Role.RESOLVER)).blockingHandler(this::preview, false);
    router.post(PATH).handler(Access.require(Role.RESOLVER)).blockingHandler(this::decide, false);
  }

  private void preview(RoutingContext ctx) {
    Instant now = clock.instant();
    Filter filter = Filter.of(ctx.queryParams());
    boolean theirs = "theirs".equals(ctx.queryParams().get("choice"));
    Questions.Page found = decisions.questions().page(filter.selection(now), 0, MOST);
    List<ListedQuestion> set =
        found.listing().questions().stream()
            .filter(one -> one.kind() == QuestionKind.MANUAL || one.kind() == QuestionKind.PARKED)
            .toList();
    long total = found.counts().total();
    List<String> choice = List.of(theirs ? "theirs" : "ours");
    List<Preview> rows = decisions.preview(set.subList(0, Math.min(SHOWN, set.size())), choice);
    int dropped = theirs || set.isEmpty() ? 0 : decisions.droppedWith(set).size();
    Prepared prepared = new Prepared(ids.get(), filter, theirs, set);
    ctx.session().put(SET, prepared);
    SetPage page =
        SetPage.of(
            prepared.id(), filter, theirs, set, rows, dropped, Math.max(0, total - set.size()));
    pages.send(ctx, "conflicts", SET, Map.of("page", page));
  }

  private void decide(RoutingContext ctx) {
    Prepared prepared = ctx.session().remove(SET);
    if (prepared == null || !prepared.id().equals(ctx.request().getFormAttribute(SET))) {
      Pages.go(
          ctx, "/conflicts", "Nothing was decided: what was shown is no longer known. Look again.");
      return;
    }
    String name = Access.account(ctx).orElseThrow().name();
    String side = prepared.theirs() ? "theirs" : "ours";
    String about = ": %s, one of %d".formatted(side, prepared.set().size());
    audit.recordAll(
        name,
        Access.address(ctx),
        "decide",
        prepared.set().stream().map(one -> one.kind().word() + " " + one.id() + about).toList());
    Decisions.Outcome outcome = decisions.decide(prepared.set(), prepared.theirs(), name);
    String stays =
        outcome.stays().isEmpty()
            ? ""
            : " Tried, and refused by the database: %,d, which stay as they are."
                .formatted(outcome.stays().size());
    Pages.go(
        ctx,
        prepared.filter().link(),
        "Decided for %s: %,d.%s".formatted(side, outcome.decided(), stays));
  }
}
