package io.bactrian.conflict;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The rules of one table, by column name, as a rules file declares them.
 *
 * @param when rules that hold under a condition, in the order in which they are asked
 * @param rule rule of all columns that have no other
 * @param columns rules of single columns
 * @param groups columns that are decided together, by the name of their group
 * @param on rules by kind of conflict
 * @param must what rows have to be like when a spoke changes them
 */
record TableRules(
    Origin origin,
    List<Condition> when,
    Rule rule,
    Map<String, Rule> columns,
    Map<String, Group> groups,
    Map<Kind, Rule> on,
    List<BusinessRule> must) {
  static final TableRules NONE = only(new Rule.Hub(), 0);

  /** One rule for everything. */
  static TableRules only(Rule rule, int version) {
    return new TableRules(
        new Origin("", 0, version), List.of(), rule, Map.of(), Map.of(), Map.of(), List.of());
  }

  /**
   * Where the rules are declared.
   *
   * @param version version of the rules file
   */
  record Origin(String file, int line, int version) {}

  /**
   * @param rule null when none is said for the group
   */
  record Group(List<String> columns, Rule rule) {}

  /** Whether a row that both sides inserted may get another key. */
  boolean keepsBothInserted() {
    return Stream.concat(
            Stream.of(on.getOrDefault(Kind.INSERT_INSERT, rule)),
            when.stream()
                .filter(condition -> condition.kinds().contains(Kind.INSERT_INSERT))
                .map(Condition::rule))
        .anyMatch(KeepBoth.class::isInstance);
  }
}
