package io.bactrian.api;

import io.bactrian.web.Role;
import java.util.List;
import org.apache.camel.util.json.Jsonable;

/**
 * One thing that programs can do. Its declaration routes requests, checks them and describes them.
 * Immutable.
 *
 * @param method of HTTP, in upper case
 * @param path below {@code /api/v1}, with names in braces
 * @param role that an account needs
 * @param name unique, for programs that are generated from the description
 * @param summary what it does, a sentence
 * @param parameters of the query
 * @param body what the request has to contain; null for nothing
 * @param answer what it answers
 * @param act does it
 */
record Operation(
    String method,
    String path,
    Role role,
    String name,
    String summary,
    List<Parameter> parameters,
    Shape body,
    Shape answer,
    Act act) {

  /**
   * A parameter of the query.
   *
   * @param shape of its text, or of the number that the text is
   */
  record Parameter(String name, Shape shape, String description) {}

  /** Does what is asked and returns the answer; may block. */
  @FunctionalInterface
  interface Act {
    Jsonable answer(Asked asked);
  }

  Operation {
    parameters = List.copyOf(parameters);
  }
}
