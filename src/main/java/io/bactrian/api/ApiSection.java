package io.bactrian.api;

import io.bactrian.decide.MovedOnException;
import io.bactrian.decide.UnknownQuestionException;
import io.bactrian.problem.Problem;
import io.bactrian.problem.ProblemException;
import io.bactrian.text.Printable;
import io.bactrian.web.Access;
import io.bactrian.web.AuditLog;
import io.bactrian.web.Role;
import io.bactrian.web.Section;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.camel.util.json.DeserializationException;
import org.apache.camel.util.json.JsonObject;
import org.apache.camel.util.json.Jsoner;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The API below {@value #ROOT}: routes each request by the declaration of its operation, checks it
 * against that, and answers with JSON. Acts are in the audit log. Thread-safe.
 */
public final class ApiSection implements Section {
  static final String ROOT = "/api/v1";
  private static final String JSON = "application/json";
  private static final String PROBLEM = "application/problem+json";
  private static final Logger LOG = LoggerFactory.getLogger(ApiSection.class);

  private final List<Operation> operations;
  private final AuditLog audit;

  ApiSection(List<Operation> operations, AuditLog audit) {
    this.operations = List.copyOf(operations);
    this.audit = audit;
  }

  @Override
  public void addTo(Router router) {
    String description = Printable.inJson(OpenApi.describe(operations).toJson());
    router
        .get(ROOT + "/openapi.json")
        .handler(ctx -> ctx.response().putHeader("Content-Type", JSON).end(description));
    for (Operation one : operations) {
      router
          .route(
              io.vertx.core.http.HttpMethod.valueOf(one.method()),
              ROOT + one.path().replaceAll("\\{(\\w+)}", ":$1"))
          .handler(Access.require(one.role()))
          .blockingHandler(ctx -> answer(ctx, one), false);
    }
    router.route(ROOT + "/*").failureHandler(ApiSection::failed);
  }

  private void answer(RoutingContext ctx, Operation one) {
    Asked asked = asked(ctx, one);
    if (one.role() != Role.VIEWER) {
      audit.recordAll(asked.by(), Access.address(ctx), one.name(), abouts(asked));
    }
    try {
      String json = Printable.inJson(one.act().answer(asked).toJson());
      ctx.response().putHeader("Content-Type", JSON).end(json);
    } catch (RuntimeException e) {
      ctx.fail(e);
    }
  }

  /** What an act is about: one, or each of many. Values that are to be written are not in it. */
  private static List<String> abouts(Asked asked) {
    if (asked.body() == null || !(asked.body().get("ids") instanceof List<?> ids)) {
      return Collections.singletonList(asked.id());
    }
    return ids.stream().map(id -> "%s, one of %d".formatted(id, ids.size())).toList();
  }

  private static Asked asked(RoutingContext ctx, Operation one) {
    Map<String, String> query = new HashMap<>();
    for (Operation.Parameter parameter : one.parameters()) {
      String text = ctx.request().getParam(parameter.name());
      if (text != null && ctx.queryParam(parameter.name()).size() == 1) {
        boolean number = parameter.shape() instanceof Shape.Whole && text.matches("-?\\d{1,18}");
        parameter
            .shape()
            .fault(number ? (Object) Long.valueOf(text) : text, parameter.name())
            .ifPresent(
                fault -> {
                  throw new BadRequestException(fault);
                });
        query.put(parameter.name(), text);
      }
    }
    List<String> unknown = new ArrayList<>(ctx.queryParams().names());
    unknown.removeAll(query.keySet());
    if (!unknown.isEmpty()) {
      throw new BadRequestException("it has a parameter that is not known, or is there twice");
    }
    String by = Access.account(ctx).orElseThrow().name();
    return new Asked(by, ctx.pathParams(), query, body(ctx, one));
  }

  private static JsonObject body(RoutingContext ctx, Operation one) {
    if (one.body() == null) {
      return null;
    }
    String type = ctx.request().getHeader("Content-Type");
    if (type == null || !type.split(";")[0].strip().equalsIgnoreCase(JSON)) {
      throw new BadRequestException("its body is not " + JSON);
    }
    Object body;
    try {
      body = Jsoner.deserialize(ctx.body().asString("UTF-8"));
    } catch (DeserializationException | RuntimeException e) {
      throw new BadRequestException("its body is no JSON");
    }
    one.body()
        .fault(body, "body")
        .ifPresent(
            fault -> {
              throw new BadRequestException(fault);
            });
    return (JsonObject) body;
  }

  private static void failed(RoutingContext ctx) {
    if (ctx.response().ended() || ctx.response().headWritten()) {
      ctx.next();
      return;
    }
    Throwable failure = ctx.failure();
    JsonObject json = new JsonObject();
    if (failure instanceof ProblemException known) {
      Problem problem = known.problem();
      describe(json, status(known), type(known), problem.what());
      json.put("follows", problem.consequence());
      json.put("toDo", problem.remedy());
    } else if (failure instanceof BadRequestException) {
      describe(json, 400, "bad-request", failure.getMessage());
    } else if (failure == null || ctx.statusCode() == 403) {
      describe(json, ctx.statusCode(), "not-allowed", title(ctx.statusCode()));
    } else {
      LOG.error("The API could not answer a request.", failure);
      describe(json, 500, "failed", "Something went wrong; the site's log says what.");
    }
    ctx.response().setStatusCode((int) json.get("status"));
    ctx.response().putHeader("Content-Type", PROBLEM).end(Printable.inJson(json.toJson()));
  }

  private static int status(ProblemException known) {
    if (known instanceof UnknownQuestionException) {
      return 404;
    }
    return known.problem().mayPass() ? 503 : 409;
  }

  private static String type(ProblemException known) {
    if (known instanceof UnknownQuestionException) {
      return "unknown";
    }
    return known instanceof MovedOnException ? "moved-on" : "refused";
  }

  private static void describe(JsonObject json, int status, String type, String title) {
    json.put("title", title);
    json.put("status", status);
    json.put("type", type);
  }

  private static String title(int status) {
    return switch (status) {
      case 401 -> "This needs an account: HTTP Basic with a name and password of this site.";
      case 403 -> "The account's role does not allow this, or the request may be forged.";
      case 404 -> "There is nothing here.";
      case 405 -> "This is not done this way.";
      case 413 -> "What was sent is too large.";
      case 429 -> "Too many wrong passwords; try again later.";
      default -> "The request was not answered.";
    };
  }
}
