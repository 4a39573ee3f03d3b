package io.bactrian.conflict;

import java.util.List;
import java.util.Map;

/**
 * What a rules file says of one table, in names.
 *
 * @param rule of all columns that no other is for
 * @param groups columns that count as one, by the group's name
 * @param on by kind, when one side is absent
 */
record TableRules(
    Origin origin,
    Rule rule,
    Map<String, Rule> columns,
    Map<String, Group> groups,
    Map<Kind, Rule> on) {
  static final TableRules NONE =
      new TableRules(new Origin("", 0, 0), new Rule.Hub(), Map.of(), Map.of(), Map.of());

  /**
   * Where it says so.
   *
   * @param version of the file's rules
   */
  record Origin(String file, int line, int version) {}

  record Group(List<String> columns, Rule rule) {}
}
