package io.bactrian.conflict;

import io.bactrian.changeset.Row;
import io.bactrian.changeset.Table;
import io.bactrian.transform.Expressions;
import java.util.List;
import java.util.Set;

/**
 * A rule that holds under a condition on the row as both sides have it. Pure and thread-safe.
 *
 * @param kinds the kinds of conflicts that it is for; empty for all
 * @param holds reads columns named {@code ours:name}, {@code theirs:name} and {@code base:name}
 */
record Condition(Set<Kind> kinds, Expressions.Compiled<Boolean> holds, Rule rule) {

  /**
   * The rule for this conflict; null when the condition does not hold. A person is asked when the
   * expression has no answer.
   */
  Rule ruleFor(Conflict conflict) {
    if (!kinds.isEmpty() && !kinds.contains(conflict.kind())) {
      return null;
    }
    List<String> columns = holds.columns();
    String[] values = columns.stream().map(name -> value(conflict, name)).toArray(String[]::new);
    try {
      if (!holds.of(values)) {
        return null;
      }
      return conflict.aboutPresence() && kinds.isEmpty() ? rule.whenAbsent() : rule;
    } catch (IllegalArgumentException undecided) {
      return new Rule.Manual();
    }
  }

  private static String value(Conflict conflict, String name) {
    int colon = name.indexOf(':');
    Row row =
        switch (name.substring(0, colon)) {
          case "ours" -> conflict.ours();
          case "theirs" -> conflict.theirs();
          default -> conflict.base();
        };
    Table table = conflict.table();
    int column = table.position(name.substring(colon + 1));
    return row == null || column < 0 ? null : row.get(column);
  }
}
