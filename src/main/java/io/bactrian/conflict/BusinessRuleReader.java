package io.bactrian.conflict;

import io.bactrian.changeset.Column;
import io.bactrian.changeset.Table;
import io.bactrian.config.YamlNode;
import io.bactrian.transform.Expressions;
import io.bactrian.transform.UnconvertibleException;
import io.bactrian.transform.Values;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the business rules of a table ({@code must}). For one thread. */
final class BusinessRuleReader {
  static final List<String> KEYS = List.of("hold", "message");

  /** A column that is compared with a literal. */
  private static final Pattern COMPARED =
      Pattern.compile(
          "\\$\\{\\s*row\\[['\"]?([^\\]]+?)['\"]?\\]\\s*\\}\\s*(?:==|!=|<=|>=|<|>)\\s*"
              + "('[^']*'|\"[^\"]*\"|[^\\s&|$'\"]+)");

  private final Table table;
  private final Expressions expressions;
  private final int version;

  BusinessRuleReader(Table table, Expressions expressions, int version) {
    this.table = table;
    this.expressions = expressions;
    this.version = version;
  }

  List<BusinessRule> read(YamlNode list) {
    List<BusinessRule> all = new ArrayList<>();
    for (YamlNode node : list.items()) {
      node.allow(KEYS.toArray(String[]::new));
      Optional<String> message = node.require("message").map(YamlNode::word);
      Optional<Expressions.Compiled<Boolean>> holds = node.require("hold").flatMap(this::compiled);
      if (message.isPresent() && holds.isPresent()) {
        all.add(new BusinessRule(holds.get(), message.get(), version));
      }
    }
    return all;
  }

  private Optional<Expressions.Compiled<Boolean>> compiled(YamlNode node) {
    try {
      Expressions.Compiled<Boolean> condition = expressions.condition(node.word());
      List<String> known = table.columns().stream().map(Column::name).toList();
      for (String column : condition.columns()) {
        if (!known.contains(column)) {
          node.fault(YamlNode.unknown("column", column, known) + " of table `" + table + "`.");
          return Optional.empty();
        }
      }
      if (condition.columns().isEmpty()) {
        node.fault("reads no column: write ${row[column]}.");
        return Optional.empty();
      }
      return comparable(node) ? Optional.of(condition) : Optional.empty();
    } catch (IllegalArgumentException e) {
      node.fault("is no condition: " + e.getMessage());
      return Optional.empty();
    }
  }

  /** Whether each column can have the values with which it is compared. */
  private boolean comparable(YamlNode node) {
    boolean fits = true;
    Matcher compared = COMPARED.matcher(node.word());
    while (compared.find()) {
      Column column = table.column(table.position(compared.group(1)));
      String literal = compared.group(2);
      boolean quoted = literal.startsWith("'") || literal.startsWith("\"");
      if (!quoted && literal.equals("null")) {
        continue;
      }
      String wrong = wrong(column, quoted ? literal.substring(1, literal.length() - 1) : literal);
      if (wrong != null) {
        node.fault(
            "compares `%s.%s`, which is %s, with `%s`, which %s."
                .formatted(
                    table,
                    column.name(),
                    column.type().name().toLowerCase(Locale.ROOT),
                    literal,
                    wrong));
        fits = false;
      }
    }
    return fits;
  }

  /** Why a column of this type has no such value; null when it may. */
  private static String wrong(Column column, String literal) {
    return switch (column.type()) {
      case INTEGER, DECIMAL, FLOAT -> Amount.of(literal) == null ? "is not a number" : null;
      case BOOLEAN, DATE, TIME, TIMESTAMP, TIMESTAMP_ZONED, UUID -> {
        try {
          Values.written(column, literal);
          yield null;
        } catch (UnconvertibleException unfit) {
          yield unfit.getMessage();
        }
      }
      default -> null;
    };
  }
}
