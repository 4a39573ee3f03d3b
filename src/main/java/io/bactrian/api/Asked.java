package io.bactrian.api;

import java.util.Map;
import java.util.Optional;
import org.apache.camel.util.json.JsonObject;

/**
 * A request that has been checked against the declaration of its operation.
 *
 * @param by name of the account
 * @param path values of the names in the path
 * @param query values of parameters that are given
 * @param body null when the operation has none
 */
record Asked(String by, Map<String, String> path, Map<String, String> query, JsonObject body) {
  String id() {
    return path.get("id");
  }

  Optional<String> parameter(String name) {
    return Optional.ofNullable(query.get(name));
  }

  int number(String name, int otherwise) {
    return parameter(name).map(Integer::parseInt).orElse(otherwise);
  }

  /** Null when it is missing or null. */
  String text(String name) {
    return (String) body.get(name);
  }

  boolean flag(String name) {
    return Boolean.TRUE.equals(body.get(name));
  }
}
