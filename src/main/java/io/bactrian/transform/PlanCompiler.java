package io.bactrian.transform;

import io.bactrian.changeset.Column;
import io.bactrian.changeset.Row;
import io.bactrian.changeset.Schema;
import io.bactrian.changeset.Table;
import io.bactrian.config.Faults;
import io.bactrian.config.YamlNode;
import io.bactrian.transform.PartPlan.Given;
import io.bactrian.transform.TableRule.Part;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Compiles the rule of a table into a plan for one shape of the table. Reports mismatches as
 * faults; the plan is usable only if there are none. For one thread.
 */
final class PlanCompiler {
  private final MappingRules rules;
  private final Schema schema;
  private final Faults faults;
  private final boolean dropsWhatIsAbsent;

  PlanCompiler(MappingRules rules, Schema schema, Faults faults) {
    this(rules, schema, faults, false);
  }

  private PlanCompiler(
      MappingRules rules, Schema schema, Faults faults, boolean dropsWhatIsAbsent) {
    this.rules = rules;
    this.schema = schema;
    this.faults = faults;
    this.dropsWhatIsAbsent = dropsWhatIsAbsent;
  }

  /**
   * For tables as they arrive: a change made before the sender got a column lacks that column, and
   * may be told to drop it all the same.
   */
  static PlanCompiler forArrivals(MappingRules rules, Schema schema, Faults faults) {
    return new PlanCompiler(rules, schema, faults, true);
  }

  /** Reports the faults that can be found without the sender's schema. */
  void targets() {
    rules.tables().forEach((name, rule) -> parts(rule).forEach(part -> target(name, part)));
  }

  static List<Part> parts(TableRule rule) {
    return rule instanceof TableRule.MappedChange declared ? declared.parts() : List.of();
  }

  TablePlan compile(Table source) {
    if (rules.ignore().containsKey(source.name())) {
      return TablePlan.NOTHING;
    }
    TableRule rule = rules.tables().get(source.name());
    if (rule instanceof TableRule.Bean bean) {
      String place = rules.file(source.name()) + ":" + bean.line();
      return new TablePlan.ByBean(bean.transformer(), source, schema, place);
    }
    if (rule == null && (!rules.identity() || schema.table(source.name()) == null)) {
      unmapped(source);
      return TablePlan.NOTHING;
    }
    if (rule != null && parts(rule).isEmpty()) {
      return TablePlan.NOTHING;
    }
    return declared(
        source, rule == null ? List.of(Part.same(0, source.name())) : parts(rule), rule);
  }

  private void unmapped(Table source) {
    String hint = "";
    String file = rules.file();
    int line = 0;
    Optional<String> nearest = YamlNode.nearest(source.name(), rules.tables().keySet());
    if (nearest.isPresent()) {
      file = rules.file(nearest.get());
      line = rules.tables().get(nearest.get()).line();
      hint = " (this line maps `" + nearest.get() + "`)";
    } else if (rules.identity()) {
      hint = " and the receiver has no table of that name";
    }
    faults.add(
        file,
        line,
        "table `%s` of the sender is not mapped%s. Map it, or put it under `ignore:`%s."
            .formatted(source, hint, file.equals(rules.file()) ? "" : " in " + rules.file()));
  }

  private TablePlan declared(Table source, List<Part> parts, TableRule rule) {
    Set<String> used = new LinkedHashSet<>();
    List<PartPlan> plans = new ArrayList<>();
    for (Part part : parts) {
      Table target = target(source.name(), part);
      if (target != null) {
        plans.add(part(source, target, part, used));
      }
      if (!dropsWhatIsAbsent) {
        part.drop().forEach(column -> known(source.name(), source, column, part.line()));
      }
      used.addAll(part.drop());
    }
    for (Column column : source.columns()) {
      if (!used.contains(column.name()) && plans.size() == parts.size()) {
        fault(
            source.name(),
            rule == null ? 0 : rule.line(),
            "column `%s.%s` of the sender is not used. Use it, or put it under `drop:`."
                .formatted(source, column.name()));
      }
    }
    return new TablePlan.Declared(plans);
  }

  /** Checks the target table and its columns; null when they do not fit. */
  private Table target(String source, Part part) {
    Table target = schema.table(part.to());
    if (target == null) {
      fault(
          source,
          part.line(),
          YamlNode.unknown("table", part.to(), schema.tables().keySet()) + " of the receiver.");
      return null;
    }
    part.columns().forEach((column, rule) -> known(source, target, column, rule.line()));
    part.leave().forEach(column -> known(source, target, column, part.line()));
    for (Column column : target.columns()) {
      if (column.key() && !part.identity() && !part.columns().containsKey(column.name())) {
        withoutKey(source, part, target, column);
      }
    }
    return target;
  }

  private void withoutKey(String source, Part part, Table target, Column column) {
    fault(
        source,
        part.line(),
        "key column `%s.%s` of the receiver gets no value. Give it under `columns:`."
            .formatted(target, column.name()));
  }

  private PartPlan part(Table source, Table target, Part part, Set<String> used) {
    List<Given> given = new ArrayList<>();
    ValueCompiler values = new ValueCompiler(rules, source, faults, used);
    for (int i = 0; i < target.width(); i++) {
      Column column = target.column(i);
      ColumnRule rule = part.columns().get(column.name());
      if (rule == null && part.identity() && takesSame(source, part, column)) {
        rule = ColumnRule.From.same(part.line(), column.name());
      }
      if (rule != null) {
        given.add(new Given(i, rule, values.compile(target, column, rule)));
      } else if (column.key()) {
        withoutKey(source.name(), part, target, column);
      }
    }
    Predicate<Row> when = part.when() == null ? null : values.condition(part.when());
    return new PartPlan(rules.file(source.name()), source, target, part, when, given);
  }

  private static boolean takesSame(Table source, Part part, Column column) {
    return source.position(column.name()) >= 0
        && !part.drop().contains(column.name())
        && !part.leave().contains(column.name());
  }

  private int known(String source, Table table, String column, int line) {
    int position = table.position(column);
    if (position < 0) {
      List<String> names = table.columns().stream().map(Column::name).toList();
      fault(source, line, YamlNode.unknown("column", column, names) + " of table `" + table + "`.");
    }
    return position;
  }

  /**
   * @param source the sender's table whose rule it is
   */
  private void fault(String source, int line, String message) {
    rules.fault(faults, source, line, message);
  }
}
