package io.bactrian.conflict;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What a rules file says of one table, in names.
 *
 * @param latestBy null when nothing compares by it
 * @param groups columns that count as one, by the group's name
 * @param on by kind, when one side is absent
 */
record TableRules(
    String file,
    int line,
    int version,
    Rule rule,
    String latestBy,
    Map<String, Rule> columns,
    Map<String, Group> groups,
    Map<Kind, Rule> on) {
  static final TableRules NONE =
      new TableRules("", 0, 0, Rule.HUB, null, Map.of(), Map.of(), Map.of());

  /** Who decides. */
  enum Rule {
    HUB,
    SPOKE,
    LATEST,
    ADD,
    MANUAL;

    String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  record Group(int line, List<String> columns, Rule rule) {}
}
