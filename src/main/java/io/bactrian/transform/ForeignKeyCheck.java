package io.bactrian.transform;

import io.bactrian.changeset.Schema;
import io.bactrian.config.Faults;
import java.util.ArrayList;
import java.util.List;

/** Checks that foreign keys are converted like the keys they refer to. For one thread. */
final class ForeignKeyCheck {
  private final String file;
  private final Faults faults;

  ForeignKeyCheck(String file, Faults faults) {
    this.file = file;
    this.faults = faults;
  }

  void check(Schema target, List<PartPlan> plans) {
    for (Schema.ForeignKey key : target.foreignKeys()) {
      for (int i = 0; i < key.columns().size(); i++) {
        String child = key.columns().get(i);
        String parent = key.parentColumns().get(i);
        List<ColumnRule> parents = rules(plans, key.parent(), parent);
        for (ColumnRule rule : rules(plans, key.table(), child)) {
          boolean alike = parents.stream().anyMatch(other -> way(other).equals(way(rule)));
          if (!alike && !parents.isEmpty() && !(rule instanceof ColumnRule.Constant)) {
            faults.add(
                file,
                rule.line(),
                ("`%s.%s` refers to `%s.%s`, but is not converted like it (line %d). Write the"
                        + " same conversion for both.")
                    .formatted(key.table(), child, key.parent(), parent, parents.get(0).line()));
          }
        }
      }
    }
  }

  private static List<ColumnRule> rules(List<PartPlan> plans, String table, String column) {
    List<ColumnRule> rules = new ArrayList<>();
    for (PartPlan plan : plans) {
      if (plan.target.name().equals(table)) {
        int position = plan.target.position(column);
        plan.given.stream()
            .filter(one -> one.position() == position)
            .forEach(one -> rules.add(one.rule()));
      }
    }
    return rules;
  }

  /** The rule without the name of its source column, to compare conversions. */
  private static Object way(ColumnRule rule) {
    if (rule instanceof ColumnRule.From from) {
      return from.steps();
    }
    if (rule instanceof ColumnRule.Simple simple) {
      String text = simple.expression().text();
      int number = 0;
      for (String column : simple.expression().columns()) {
        text = text.replace("[" + column + "]", "[" + number++ + "]");
      }
      return text.equals("${row[0]}") ? List.of() : text;
    }
    return rule;
  }
}
