package io.bactrian.transform;

import java.util.Map;

/**
 * A mapping file as written, compared with no schema yet.
 *
 * @param file as faults name it
 * @param ignore the sender's tables that are left out, with their lines
 * @param identity whether a table that is not named maps to the one of its name
 * @param tables by the sender's names
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
