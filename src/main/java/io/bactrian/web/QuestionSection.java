package io.bactrian.web;

import io.bactrian.decide.Decisions;
import io.bactrian.decide.Explanation;
import io.bactrian.decide.Links;
import io.bactrian.decide.OpenQuestion;
import io.bactrian.decide.QuestionKind;
import io.bactrian.problem.ProblemException;
import io.vertx.core.MultiMap;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** One question: shown, decided, undone, noted. Thread-safe. */
record QuestionSection(Decisions decisions, AuditLog audit, Clock clock, Pages pages)
    implements Section {
  private static final String ONE = "/conflicts/:id";
  private static final List<String> SIDES = List.of("ours", "theirs");

  @Override
  public void addTo(Router router) {
    router.get(ONE).handler(Access.require(Role.VIEWER)).blockingHandler(this::show, false);
    router
        .get(ONE + "/value")
        .handler(Access.require(Role.VIEWER))
        .blockingHandler(this::value, false);
    router.post(ONE).handler(Access.require(Role.RESOLVER)).blockingHandler(this::decide, false);
    router
        .post(ONE + "/undo")
        .handler(Access.require(Role.RESOLVER))
        .blockingHandler(this::undo, false);
    router
        .post(ONE + "/notes")
        .handler(Access.require(Role.RESOLVER))
        .blockingHandler(this::note, false);
  }

  private void show(RoutingContext ctx) {
    show(ctx, question(ctx), Draft.empty(), null);
  }

  private OpenQuestion question(RoutingContext ctx) {
    return decisions.questions().find(ctx.pathParam("id"), true);
  }

  private void show(RoutingContext ctx, OpenQuestion question, Draft draft, String fault) {
    String id = question.listed().id();
    QuestionKind kind = question.listed().kind();
    List<Links> links = kind == QuestionKind.HELD ? List.of() : decisions.questions().linked(id);
    boolean decides =
        (kind == QuestionKind.MANUAL || kind == QuestionKind.PARKED)
            && Access.account(ctx).filter(one -> one.role().includes(Role.RESOLVER)).isPresent();
    QuestionPage page =
        QuestionPage.of(question, links, why(kind, id), decides, draft, fault, clock.instant());
    if (fault != null) {
      ctx.response().setStatusCode(409);
    }
    pages.send(ctx, "conflicts", "question", Map.of("page", page));
  }

  private List<String> why(QuestionKind kind, String id) {
    boolean conflict = kind == QuestionKind.MANUAL || kind == QuestionKind.DECIDED;
    if (!conflict) {
      return List.of();
    }
    Explanation explanation = decisions.explain(id);
    return explanation.lines().stream().map(Shown::line).collect(Collectors.toList());
  }

  private void decide(RoutingContext ctx) {
    MultiMap form = ctx.request().formAttributes();
    OpenQuestion question = question(ctx);
    String side = form.get("choice");
    Draft draft =
        SIDES.contains(side) || question.table() == null ? Draft.empty() : Draft.of(question, form);
    if (draft.faulty()) {
      show(ctx, question, draft, "Not decided: a value can't be stored as it is written.");
      return;
    }
    List<String> choice = SIDES.contains(side) ? List.of(side) : draft.choice(question);
    if (choice.isEmpty()) {
      show(ctx, question, draft, "Not decided: nothing was chosen.");
      return;
    }
    record(ctx, "decide", question, SIDES.contains(side) ? side : columns(draft, question));
    try {
      String done =
          decisions.decide(
              question.listed().id(), choice, form.get("seen"), name(ctx), form.get("note"));
      Pages.go(ctx, "/conflicts/" + question.listed().id(), done);
    } catch (ProblemException refused) {
      show(ctx, question(ctx), draft, refused.problem().text());
    }
  }

  private static String columns(Draft draft, OpenQuestion question) {
    return draft.picks().keySet().stream()
        .sorted()
        .map(c -> question.table().column(c).name() + " " + draft.picked(c))
        .collect(Collectors.joining(", "));
  }

  private void undo(RoutingContext ctx) {
    OpenQuestion question = question(ctx);
    MultiMap form = ctx.request().formAttributes();
    boolean anyway = form.get("anyway") != null;
    record(ctx, "undo", question, anyway ? "anyway" : "");
    try {
      String done = decisions.undo(question.listed().id(), name(ctx), form.get("note"), anyway);
      Pages.go(ctx, "/conflicts/" + question.listed().id(), done);
    } catch (ProblemException refused) {
      show(ctx, question(ctx), Draft.empty(), refused.problem().text());
    }
  }

  private void note(RoutingContext ctx) {
    OpenQuestion question = question(ctx);
    record(ctx, "note", question, "");
    String done =
        decisions.note(question.listed().id(), ctx.request().getFormAttribute("note"), name(ctx));
    Pages.go(ctx, "/conflicts/" + question.listed().id(), done);
  }

  /** A whole value, as plain text to save. */
  private void value(RoutingContext ctx) {
    OpenQuestion question = question(ctx);
    String side = String.valueOf(ctx.queryParams().get("side"));
    String number = String.valueOf(ctx.queryParams().get("column"));
    int column = number.matches("\\d{1,4}") ? Integer.parseInt(number) : -1;
    var row =
        switch (side) {
          case "base" -> question.base();
          case "ours" -> question.ours();
          case "theirs" -> question.theirs();
          default -> null;
        };
    if (row == null || column < 0 || column >= row.width() || row.get(column) == null) {
      ctx.fail(404);
      return;
    }
    ctx.response()
        .putHeader("Content-Type", "text/plain; charset=utf-8")
        .putHeader("Content-Disposition", "attachment; filename=\"" + side + ".txt\"")
        .end(row.get(column));
  }

  private static String name(RoutingContext ctx) {
    return Access.account(ctx).orElseThrow().name();
  }

  private void record(RoutingContext ctx, String act, OpenQuestion question, String more) {
    String about = question.listed().kind().word() + " " + question.listed().id();
    audit.record(name(ctx), Access.address(ctx), act, more.isEmpty() ? about : about + ": " + more);
  }
}
