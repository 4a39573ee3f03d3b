package io.bactrian.web;

import io.bactrian.problem.ProblemException;
import io.vertx.core.Handler;
import io.vertx.ext.web.RoutingContext;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers requests that failed: to people as a page, to others as a line of text. Stateless. */
record Failures(String site, Pages pages) implements Handler<RoutingContext> {
  private static final Logger LOG = LoggerFactory.getLogger(Failures.class);

  @Override
  public void handle(RoutingContext ctx) {
    if (ctx.response().ended()) {
      return;
    }
    int status =
        ctx.failure() instanceof ProblemException
            ? 409
            : ctx.statusCode() >= 400 ? ctx.statusCode() : 500;
    if (status >= 500) {
      LOG.error("The web page of {} could not answer a request.", site, ctx.failure());
    }
    if (ctx.response().headWritten()) {
      ctx.request().connection().close();
      return;
    }
    ctx.response().setStatusCode(status);
    String sentence = sentence(status, ctx.failure());
    if (Access.acceptsHtml(ctx)) {
      pages.send(ctx, "", "failure", Map.of("status", status, "sentence", sentence));
    } else {
      ctx.response().putHeader("Content-Type", "text/plain; charset=utf-8").end(sentence + "\n");
    }
  }

  private static String sentence(int status, Throwable failure) {
    if (failure instanceof ProblemException known) {
      return known.problem().text();
    }
    return switch (status) {
      case 401 -> "You are not logged in.";
      case 403 ->
          failure instanceof Forgery.ForgedException
              ? "This request did not come from a page of this site, or you have logged in anew since. Go"
                  + " back, load the page again and repeat it."
              : "Your role does not allow this.";
      case 404 -> "There is nothing here.";
      case 405 -> "This is not done this way.";
      case 413 -> "What was sent is too large.";
      default -> "Something went wrong; the site's log says what.";
    };
  }
}
