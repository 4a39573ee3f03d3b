package io.bactrian.transform;

import io.bactrian.changeset.Column;
import io.bactrian.changeset.LogicalType;
import io.bactrian.changeset.Row;
import io.bactrian.changeset.Table;
import io.bactrian.config.Faults;
import io.bactrian.config.YamlNode;
import io.bactrian.transform.PartPlan.Copy;
import io.bactrian.transform.PartPlan.Source;
import io.bactrian.transform.TableRule.Condition;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;

/** Compiles column rules for one shape of a sender's table. For one thread. */
final class ValueCompiler {
  private final MappingRules rules;
  private final Table table;
  private final Faults faults;
  private final Set<String> used;

  /**
   * @param used collects the names of the sender's columns that are read
   */
  ValueCompiler(MappingRules rules, Table table, Faults faults, Set<String> used) {
    this.rules = rules;
    this.table = table;
    this.faults = faults;
    this.used = used;
  }

  Source compile(Table target, Column column, ColumnRule rule) {
    String what = "`" + target + "." + column.name() + "`";
    if (rule instanceof ColumnRule.From from) {
      return from(what, column, from);
    }
    if (rule instanceof ColumnRule.Constant constant) {
      String value = constant(what, column, constant.line(), constant.text());
      return row -> value;
    }
    ColumnRule.Simple simple = (ColumnRule.Simple) rule;
    Conversion end = end(what, column, simple.line(), LogicalType.TEXT);
    Function<Row, String> expression = over(simple.line(), simple.expression());
    return row -> {
      String value = expression.apply(row);
      return value == null ? null : end.of(value);
    };
  }

  private Source from(String what, Column target, ColumnRule.From rule) {
    int position = position(rule.column(), rule.line());
    if (position < 0) {
      return row -> null;
    }
    Column source = table.column(position);
    String fallback =
        rule.fallback() == null ? null : constant(what, target, rule.line(), rule.fallback());
    Conversion conversion = conversion(what, source, target, rule);
    if (conversion == Conversion.NONE && fallback == null) {
      return new Copy(position);
    }
    return row -> {
      String value = row.get(position);
      return value == null ? fallback : conversion.of(value);
    };
  }

  private Conversion conversion(String what, Column source, Column target, ColumnRule.From rule) {
    boolean alike =
        source.type() == target.type()
            && source.length() == target.length()
            && source.scale() == target.scale()
            && Padding.padded(source) == Padding.padded(target);
    if (alike && rule.steps().isEmpty()) {
      return Conversion.NONE;
    }
    List<LogicalType> types = new ArrayList<>(List.of(source.type()));
    List<Conversion> steps = new ArrayList<>();
    for (Step step : rule.steps()) {
      LogicalType type = types.get(types.size() - 1);
      Conversion conversion = step.on(type);
      if (conversion == null) {
        fault(
            rule.line(),
            "%s: `%s` can't be applied to type %s of `%s.%s`."
                .formatted(what, step.word(), word(type), table, source.name()));
        return Conversion.NONE;
      }
      steps.add(conversion);
      types.add(step.result(type));
    }
    Conversion rest = end(what, target, rule.line(), types.get(types.size() - 1));
    for (int i = steps.size() - 1; i >= 0; i--) {
      if (rule.steps().get(i) instanceof Step.ValueMap map) {
        check(what, rule.line(), map, rest);
      }
      rest = steps.get(i).then(rest);
    }
    return Padding.padded(source) ? ((Conversion) String::stripTrailing).then(rest) : rest;
  }

  /** Checks that the conversion after a value map accepts all values of the map. */
  private void check(String what, int line, Step.ValueMap map, Conversion rest) {
    List<String> results = new ArrayList<>(map.values().values());
    results.add(map.otherwise());
    for (String result : results) {
      try {
        if (result != null) {
          rest.of(result);
        }
      } catch (UnconvertibleException e) {
        fault(line, "%s: `%s` under `values:` %s.".formatted(what, result, e.getMessage()));
      }
    }
  }

  private String constant(String what, Column column, int line, String text) {
    if (text == null) {
      return null;
    }
    try {
      return end(what, column, line, LogicalType.TEXT).of(text);
    } catch (UnconvertibleException e) {
      fault(line, "%s: the constant %s.".formatted(what, e.getMessage()));
      return null;
    }
  }

  /** The conversion from the result of the last step to the column. */
  private Conversion end(String what, Column column, int line, LogicalType from) {
    Conversion conversion = TypeConversions.between(from, column.type());
    if (conversion == null) {
      fault(
          line,
          "%s: %s is not converted to %s automatically. Say how (`convert:`, `values:`, `zone:`)."
              .formatted(what, word(from), word(column.type())));
      return Conversion.NONE;
    }
    return conversion.then(TypeConversions.fit(column));
  }

  Predicate<Row> condition(Condition when) {
    if (when instanceof Condition.Simple simple) {
      Function<Row, Boolean> expression = over(simple.line(), simple.expression());
      return expression::apply;
    }
    Condition.In in = (Condition.In) when;
    int position = position(in.column(), in.line());
    Set<String> values = new LinkedHashSet<>(in.values());
    if (position >= 0 && Padding.padded(table.column(position))) {
      return row -> {
        String value = row.get(position);
        return values.contains(value == null ? null : value.stripTrailing());
      };
    }
    return row -> position >= 0 && values.contains(row.get(position));
  }

  private <T> Function<Row, T> over(int line, Expressions.Compiled<T> expression) {
    int[] positions =
        expression.columns().stream().mapToInt(column -> position(column, line)).toArray();
    return row -> {
      String[] values = new String[positions.length];
      for (int i = 0; i < values.length; i++) {
        values[i] = row.get(positions[i]);
      }
      try {
        return expression.of(values);
      } catch (IllegalArgumentException e) {
        throw new UnconvertibleException(e.getMessage());
      }
    };
  }

  private int position(String column, int line) {
    int position = table.position(column);
    used.add(column);
    if (position < 0) {
      List<String> names = table.columns().stream().map(Column::name).toList();
      fault(
          line,
          YamlNode.unknown("column", column, names) + " of the sender's table `" + table + "`.");
    }
    return position;
  }

  private static String word(LogicalType type) {
    return type.name().toLowerCase(Locale.ROOT);
  }

  private void fault(int line, String message) {
    rules.fault(faults, table.name(), line, message);
  }
}
