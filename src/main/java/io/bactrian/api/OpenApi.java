package io.bactrian.api;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.camel.util.json.JsonArray;
import org.apache.camel.util.json.JsonObject;

/** Describes operations as OpenAPI 3.1. Pure: the same operations give the same text. */
final class OpenApi {
  private static final Pattern NAME = Pattern.compile("\\{(\\w+)}");

  /** What is answered when an operation is not done. */
  static final Shape PROBLEM =
      Shape.fields(
          "title", Shape.text(100_000),
          "status", Shape.number(400, 599),
          "type", Shape.text(100),
          "follows?", Shape.text(100_000),
          "toDo?", Shape.text(100_000));

  private OpenApi() {}

  static JsonObject describe(List<Operation> operations) {
    Map<String, JsonObject> paths = new TreeMap<>();
    operations.forEach(
        one ->
            paths
                .computeIfAbsent(ApiSection.ROOT + one.path(), path -> new JsonObject())
                .put(one.method().toLowerCase(Locale.ROOT), operation(one)));
    paths.put(EventStream.PATH, events());
    JsonObject basic = object("type", "http", "scheme", "basic");
    return object(
        "openapi",
        "3.1.0",
        "info",
        object(
            "title",
            "Bactrian",
            "version",
            "1",
            "description",
            "Conflicts, parked changes and the state of a site, for programs."),
        "security",
        new JsonArray(List.of(object("account", new JsonArray()))),
        "paths",
        new JsonObject(paths),
        "components",
        object(
            "securitySchemes",
            object("account", basic),
            "schemas",
            object("Problem", PROBLEM.schema())));
  }

  private static JsonObject events() {
    JsonArray parameters = new JsonArray();
    parameters.add(
        parameter(
            "Last-Event-ID",
            "header",
            false,
            Shape.text(40),
            "Id of the last event that was read; without it, what happens from now on."));
    parameters.add(
        parameter(
            "after",
            "query",
            false,
            Shape.text(40),
            "The same, for clients that can't set a header."));
    JsonObject stream = object("schema", object("type", "string"));
    return object(
        "get",
        object(
            "operationId",
            "followEvents",
            "summary",
            "Sends events as they happen, as server-sent events; docs/events.md describes them.",
            "description",
            "Needs the role `viewer`.",
            "parameters",
            parameters,
            "responses",
            object(
                "200",
                object(
                    "description", "A stream.", "content", object("text/event-stream", stream)))));
  }

  private static JsonObject operation(Operation one) {
    JsonObject described =
        object(
            "operationId",
            one.name(),
            "summary",
            one.summary(),
            "description",
            "Needs the role `%s`.".formatted(one.role().word()));
    JsonArray parameters = new JsonArray();
    Matcher names = NAME.matcher(one.path());
    while (names.find()) {
      parameters.add(parameter(names.group(1), "path", true, Shape.text(200), "From a list."));
    }
    one.parameters()
        .forEach(
            p -> parameters.add(parameter(p.name(), "query", false, p.shape(), p.description())));
    if (!parameters.isEmpty()) {
      described.put("parameters", parameters);
    }
    if (one.body() != null) {
      described.put("requestBody", object("required", true, "content", json(one.body().schema())));
    }
    JsonObject problem = json(object("$ref", "#/components/schemas/Problem"));
    described.put(
        "responses",
        object(
            "200",
            object("description", "Done.", "content", json(one.answer().schema())),
            "default",
            object(
                "description",
                "Not done; the answer says why and what to do.",
                "content",
                object("application/problem+json", problem.get("application/json")))));
    return described;
  }

  private static JsonObject parameter(
      String name, String in, boolean required, Shape shape, String description) {
    return object(
        "name",
        name,
        "in",
        in,
        "required",
        required,
        "description",
        description,
        "schema",
        shape.schema());
  }

  private static JsonObject json(JsonObject schema) {
    return object("application/json", object("schema", schema));
  }

  private static JsonObject object(Object... namesAndValues) {
    JsonObject object = new JsonObject();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      object.put((String) namesAndValues[i], namesAndValues[i + 1]);
    }
    return object;
  }
}
