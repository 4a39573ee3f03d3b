package io.bactrian.transform;

import io.bactrian.changeset.Schema;
import io.bactrian.config.Faults;
import java.util.ArrayList;
import java.util.List;

/** Checks that foreign keys are converted like the keys they refer to. For one thread. */
final class ForeignKeyCheck {
  private final MappingRules mapping;
  private final Faults faults;

  ForeignKeyCheck(MappingRules mapping, Faults faults) {
    this.mapping = mapping;
    this.faults = faults;
  }

  void check(Schema target, List<PartPlan> plans) {
    for (Schema.ForeignKey key : target.foreignKeys()) {
      for (int i = 0; i < key.columns().size(); i++) {
        String child = key.columns().get(i);
        String parent = key.parentColumns().get(i);
        List<Given> parents = given(plans, key.parent(), parent);
        for (Given one : given(plans, key.table(), child)) {
          boolean alike =
              parents.stream().anyMatch(other -> way(other.rule()).equals(way(one.rule())));
          if (!alike && !parents.isEmpty() && !(one.rule() instanceof ColumnRule.Constant)) {
            mapping.fault(
                faults,
                one.source(),
                one.rule().line(),
                ("`%s.%s` refers to `%s.%s`, but is not converted like it (%s). Write the"
                        + " same conversion for both.")
                    .formatted(
                        key.table(), child, key.parent(), parent, place(one, parents.get(0))));
          }
        }
      }
    }
  }

  /**
   * A rule for a column.
   *
   * @param source the sender's table
   */
  private record Given(String source, ColumnRule rule) {}

  /** The line of the other rule, with its file if that is another one. */
  private String place(Given one, Given other) {
    String line = "line " + other.rule().line();
    String file = mapping.file(other.source());
    return file.equals(mapping.file(one.source())) ? line : line + " of " + file;
  }

  private static List<Given> given(List<PartPlan> plans, String table, String column) {
    List<Given> given = new ArrayList<>();
    for (PartPlan plan : plans) {
      if (plan.target.name().equals(table)) {
        int position = plan.target.position(column);
        plan.given.stream()
            .filter(one -> one.position() == position)
            .forEach(one -> given.add(new Given(plan.source.name(), one.rule())));
      }
    }
    return given;
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
