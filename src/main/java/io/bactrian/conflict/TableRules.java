package io.bactrian.conflict;

import java.util.List;
import java.util.Map;

/**
 * The rules of one table, by column name, as a rules file declares them.
 *
 * @param rule rule of all columns that have no other
 * @param groups columns that are decided together, by the name of their group
 * @param on rules for when one side is absent, by kind of conflict
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
   * Where the rules are declared.
   *
   * @param version version of the rules file
   */
  record Origin(String file, int line, int version) {}

  record Group(List<String> columns, Rule rule) {}
}
