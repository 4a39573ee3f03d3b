package io.bactrian.transform;

import java.util.Map;

/**
 * The content of a mapping file, not yet checked against a schema.
 *
 * @param file its name in messages
 * @param ignore the sender's tables to leave out, with their line numbers
 * @param identity whether other tables map to the table of the same name
 * @param tables rules by the sender's table names
 */
record MappingRules(
    String file,
    int version,
    String from,
    String to,
    Map<String, Integer> ignore,
    boolean identity,
    Map<String, TableRule> tables) {

  static final MappingRules NONE = new MappingRules("", 0, "", "", Map.of(), false, Map.of());

  String name() {
    return from + "-to-" + to;
  }
}
