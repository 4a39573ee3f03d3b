package io.bactrian.transform;

import io.bactrian.changeset.LogicalType;
import io.bactrian.config.YamlNode;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads from a mapping file where the value of one target column comes from. For one thread. */
final class ColumnReader {
  private static final Set<String> ARITHMETIC = Set.of("multiply", "divide", "add");
  static final List<String> FROM =
      List.of(
          "from",
          "values",
          "otherwise",
          "multiply",
          "divide",
          "add",
          "scale",
          "convert",
          "format",
          "zone",
          "default");
  static final List<String> TYPES =
      Arrays.stream(LogicalType.values())
          .map(type -> type.name().toLowerCase(Locale.ROOT))
          .toList();
  private final Expressions expressions;

  ColumnReader(Expressions expressions) {
    this.expressions = expressions;
  }

  Optional<ColumnRule> read(YamlNode node) {
    if (node.isScalar()) {
      String column = node.word();
      return column.isEmpty()
          ? Optional.empty()
          : Optional.of(ColumnRule.From.same(node.line(), column));
    }
    if (node.get("constant").isPresent()) {
      node.allow("constant");
      return node.get("constant").map(text -> new ColumnRule.Constant(node.line(), text.text()));
    }
    if (node.get("simple").isPresent()) {
      node.allow("simple");
      return node.get("simple")
          .flatMap(text -> MappingReader.compiled(text, expressions::compile))
          .map(expression -> new ColumnRule.Simple(node.line(), expression));
    }
    return from(node);
  }

  private Optional<ColumnRule> from(YamlNode node) {
    node.allow(FROM.toArray(String[]::new));
    needs(node, "otherwise", "values");
    needs(node, "format", "convert");
    String fallback = node.get("default").map(YamlNode::text).orElse(null);
    List<Step> steps = steps(node);
    return node.require("from")
        .map(YamlNode::word)
        .map(column -> new ColumnRule.From(node.line(), column, steps, fallback));
  }

  private static void needs(YamlNode node, String key, String other) {
    if (node.get(key).isPresent() && node.get(other).isEmpty()) {
      node.fault("has `" + key + "` without `" + other + "`.");
    }
  }

  /**
   * Reads the steps in the order of the file; {@code scale} applies to the result of all
   * arithmetic.
   */
  private static List<Step> steps(YamlNode node) {
    List<Step> steps = new ArrayList<>();
    Integer scale =
        node.get("scale")
            .map(value -> value.as("a whole number", Integer::valueOf, 0))
            .orElse(null);
    int scaleAt = -1;
    for (Map.Entry<String, YamlNode> entry : node.entries().entrySet()) {
      YamlNode value = entry.getValue();
      String key = entry.getKey();
      if (ARITHMETIC.contains(key)) {
        calculation(key, value, scale).ifPresent(steps::add);
        scaleAt = steps.size();
      }
      switch (key) {
        case "scale" -> scaleAt = Math.max(scaleAt, steps.size());
        case "values" -> steps.add(values(node, value));
        case "convert" -> steps.add(typed(node, value));
        case "zone" -> zone(value).ifPresent(steps::add);
        default -> {}
      }
    }
    if (scale != null) {
      steps.add(scaleAt, new Step.Scale(scale));
    }
    return List.copyOf(steps);
  }

  private static Optional<Step> calculation(String operator, YamlNode node, Integer scale) {
    BigDecimal operand = node.as("a number", BigDecimal::new, BigDecimal.ONE);
    if (operator.equals("divide") && operand.signum() == 0) {
      node.fault("must not be 0.");
      return Optional.empty();
    }
    return Optional.of(
        new Step.Calculation(operator, operand, operator.equals("divide") ? scale : null));
  }

  private static Step values(YamlNode node, YamlNode map) {
    Map<String, String> values = new LinkedHashMap<>();
    map.entries().forEach((from, to) -> values.put(from, to.text()));
    Optional<YamlNode> otherwise = node.get("otherwise");
    return new Step.ValueMap(
        values, otherwise.isPresent(), otherwise.map(YamlNode::text).orElse(null));
  }

  private static Step typed(YamlNode node, YamlNode type) {
    String format = null;
    if (node.get("format").isPresent()) {
      format =
          node.get("format").get().as("a date format like dd.MM.yyyy", ColumnReader::checked, null);
    }
    return new Step.Typed(LogicalType.valueOf(type.oneOf(TYPES).toUpperCase(Locale.ROOT)), format);
  }

  private static String checked(String format) {
    Times.format(format);
    return format;
  }

  private static Optional<Step> zone(YamlNode node) {
    try {
      return Optional.of(new Step.AtZone(ZoneId.of(node.word())));
    } catch (DateTimeException e) {
      node.fault("must be a time zone like Europe/Berlin or UTC.");
      return Optional.empty();
    }
  }
}
