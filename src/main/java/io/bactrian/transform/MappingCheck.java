package io.bactrian.transform;

import io.bactrian.changeset.Column;
import io.bactrian.changeset.LogicalType;
import io.bactrian.changeset.Schema;
import io.bactrian.changeset.Table;
import io.bactrian.config.Faults;
import io.bactrian.config.YamlNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Checks a mapping file against the schemas of both sides. For one thread. */
public final class MappingCheck {
  private final MappingRules rules;
  private final Schema target;
  private final Faults faults;

  private MappingCheck(MappingRules rules, Schema target, Faults faults) {
    this.rules = rules;
    this.target = target;
    this.faults = faults;
  }

  /** Adds every fault of the file, with its line. */
  public static void check(
      Path file, Schema source, Schema target, Expressions expressions, Faults faults) {
    new MappingReader(expressions)
        .read(file, faults)
        .ifPresent(rules -> new MappingCheck(rules, target, faults).check(source));
  }

  private void check(Schema source) {
    PlanCompiler compiler = new PlanCompiler(rules, target, faults);
    compiler.targets();
    rules.tables().forEach((name, rule) -> known(source, name, rule.line()));
    rules.ignore().forEach((name, line) -> known(source, name, line));
    Map<Table, List<PartPlan>> plans = new LinkedHashMap<>();
    for (Table table : source.tables().values()) {
      if (compiler.compile(table) instanceof TablePlan.Declared declared) {
        plans.put(table, declared.parts());
      }
    }
    plans.forEach((table, parts) -> parts.forEach(part -> widths(table, part)));
    withoutSource(plans.values().stream().flatMap(List::stream).toList());
    new ForeignKeyCheck(rules, faults)
        .check(target, plans.values().stream().flatMap(List::stream).toList());
  }

  private void known(Schema source, String table, int line) {
    if (source.table(table) == null && !rules.inherits(table)) { // an older sender may have it
      fault(
          table,
          line,
          YamlNode.unknown("table", table, source.tables().keySet()) + " of the sender.");
    }
  }

  /** Reports required columns of the receiver that no part of the table provides. */
  private void withoutSource(List<PartPlan> plans) {
    Map<Table, Set<Integer>> given = new LinkedHashMap<>();
    for (PartPlan plan : plans) {
      Set<Integer> positions = given.computeIfAbsent(plan.target, t -> new HashSet<>());
      plan.given.forEach(one -> positions.add(one.position()));
      plan.rule.leave().forEach(column -> positions.add(plan.target.position(column)));
    }
    for (PartPlan plan : plans) {
      if (plan.rule.owner()) {
        for (int i = 0; i < plan.target.width(); i++) {
          Column column = plan.target.column(i);
          if (!column.nullable() && !column.key() && !given.get(plan.target).contains(i)) {
            fault(
                plan.source.name(),
                plan.rule.line(),
                ("`%s.%s` must not be NULL and gets no value. Give it under `columns:`, or put it"
                        + " under `leave:` if the receiver's database has a default.")
                    .formatted(plan.target, column.name()));
          }
        }
      }
    }
  }

  private void widths(Table source, PartPlan plan) {
    for (PartPlan.Given one : plan.given) {
      Column column = plan.target.column(one.position());
      String what = "`" + plan.target + "." + column.name() + "`";
      if (one.rule() instanceof ColumnRule.Constant constant) {
        tooLong(source, what, column, constant.line(), constant.text());
      } else if (one.rule() instanceof ColumnRule.From from
          && source.position(from.column()) >= 0) {
        width(source, what, source.column(source.position(from.column())), column, from);
      }
    }
  }

  private void width(Table source, String what, Column from, Column to, ColumnRule.From rule) {
    for (Step step : rule.steps()) {
      if (step instanceof Step.ValueMap map) {
        List<String> values = new ArrayList<>(map.values().values());
        values.add(map.otherwise());
        values.forEach(value -> tooLong(source, what, to, rule.line(), value));
      }
    }
    if (!rule.steps().isEmpty() || from.type() != to.type()) {
      return;
    }
    if (to.type() == LogicalType.TEXT && to.length() > 0 && from.length() > to.length()) {
      fault(
          source.name(),
          rule.line(),
          "%s is too short: it takes %d characters and `%s` has up to %d."
              .formatted(what, to.length(), from.name(), from.length()));
    }
    if (to.type() == LogicalType.DECIMAL && to.length() > 0 && from.length() > 0) {
      digits(source, what, from, to, rule.line());
    }
  }

  private void digits(Table source, String what, Column from, Column to, int line) {
    if (from.length() - Math.max(from.scale(), 0) > to.length() - Math.max(to.scale(), 0)) {
      fault(
          source.name(),
          line,
          what + " is too short: it takes fewer digits than `" + from.name() + "` has.");
    } else if (from.scale() > to.scale() && to.scale() >= 0) {
      fault(
          source.name(),
          line,
          "%s keeps fewer digits after the point than `%s` has. Say `scale: %d` if they may be dropped."
              .formatted(what, from.name(), to.scale()));
    }
  }

  private void tooLong(Table source, String what, Column column, int line, String value) {
    boolean bounded = column.type() == LogicalType.TEXT && column.length() > 0;
    if (value != null && bounded && value.codePointCount(0, value.length()) > column.length()) {
      fault(
          source.name(),
          line,
          "%s is too short: it takes %d characters and `%s` has more."
              .formatted(what, column.length(), value));
    }
  }

  /**
   * @param source the sender's table whose rule it is
   */
  private void fault(String source, int line, String message) {
    rules.fault(faults, source, line, message);
  }
}
