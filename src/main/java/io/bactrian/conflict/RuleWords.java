package io.bactrian.conflict;

import io.bactrian.changeset.Column;
import io.bactrian.changeset.LogicalType;
import io.bactrian.changeset.Table;
import io.bactrian.config.YamlNode;
import io.bactrian.config.YamlSchema;
import io.bactrian.transform.Expressions;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Converts the words of a rules file to the rules of one table. For one thread. */
final class RuleWords {
  private static final List<String> WHOLE_ROWS =
      List.of("hub", "spoke", "latest", "earliest", "manual");
  private static final List<String> COLUMNS =
      List.of("hub", "spoke", "latest", "earliest", "max", "min", "add", "concat", "manual");
  private static final List<String> PRESENCE =
      List.of("hub", "spoke", "delete-wins", "update-wins", "manual");
  private static final List<String> TAKEN = List.of("manual");
  private static final String BEAN = "bean";
  private static final String KEEP_BOTH = "keep-both";
  private static final Set<LogicalType> NUMBERS =
      EnumSet.of(LogicalType.INTEGER, LogicalType.DECIMAL, LogicalType.FLOAT);

  private static final Set<Kind> KEPT_APART = EnumSet.of(Kind.INSERT_INSERT, Kind.UNIQUE_KEY_TAKEN);

  private final Table table;
  private final Expressions expressions;
  private final String by;
  private boolean compares;

  /**
   * @param by the column that {@code latest} and {@code earliest} compare; null when none is given
   */
  RuleWords(Table table, Expressions expressions, String by) {
    this.table = table;
    this.expressions = expressions;
    this.by = by;
  }

  /** Whether a rule was read that needs a column to compare. */
  boolean compares() {
    return compares;
  }

  /** A rule for whole rows or groups, of which both sides are present. */
  Rule rows(YamlNode node) {
    return rule(node, WHOLE_ROWS);
  }

  /**
   * A rule for conflicts of these kinds.
   *
   * @param kinds empty for all
   */
  Rule of(Set<Kind> kinds, YamlNode node) {
    boolean apart = !kinds.isEmpty() && KEPT_APART.containsAll(kinds);
    if (apart && node.isMap() && node.get(KEEP_BOTH).isPresent()) {
      node.allow(KEEP_BOTH);
      boolean key = kinds.contains(Kind.INSERT_INSERT);
      return new KeepBothReader(table, expressions).read(node.get(KEEP_BOTH).get(), key);
    }
    if (kinds.contains(Kind.UNIQUE_KEY_TAKEN)) {
      return rule(node, TAKEN);
    }
    boolean presence = !kinds.isEmpty() && RulesReader.PRESENCE.containsAll(kinds);
    return rule(node, presence ? PRESENCE : WHOLE_ROWS);
  }

  /** A rule for one column; null, and a fault, when its type has no use for it. */
  Rule column(YamlNode node, Column column) {
    Rule rule = rule(node, COLUMNS);
    String needs =
        switch (rule.word()) {
          case "add" -> NUMBERS.contains(column.type()) ? null : "a number";
          case "max", "min" -> Order.has(column.type()) ? null : "a number, date or time";
          case "concat" -> column.type() == LogicalType.TEXT ? null : "a text";
          default -> null;
        };
    boolean single = rule instanceof Rule.Add || rule instanceof Extreme || rule instanceof Concat;
    if (needs == null && !(single && column.key())) {
      return rule;
    }
    node.fault(
        "`%s` needs %s that is no key; `%s.%s` is %s."
            .formatted(
                rule.word(),
                needs == null ? "a column" : needs,
                table,
                column.name(),
                column.key() ? "a key" : column.type().name().toLowerCase(Locale.ROOT)));
    return null;
  }

  /** As {@link #of} for these kinds. */
  static Map<String, Object> schema(Set<Kind> kinds) {
    List<Map<String, Object>> rules = new ArrayList<>();
    boolean taken = kinds.contains(Kind.UNIQUE_KEY_TAKEN);
    boolean presence = !kinds.isEmpty() && RulesReader.PRESENCE.containsAll(kinds);
    rules.add(YamlSchema.words(taken ? TAKEN : presence ? PRESENCE : WHOLE_ROWS));
    if (!taken) {
      rules.add(beanSchema());
    }
    if (!kinds.isEmpty() && KEPT_APART.containsAll(kinds)) {
      Map<String, Object> renames = YamlSchema.named(YamlSchema.text());
      rules.add(YamlSchema.object(List.of(KEEP_BOTH), Map.of(KEEP_BOTH, renames), KEEP_BOTH));
    }
    return YamlSchema.any(rules);
  }

  /** As {@link #column}, for columns of any type. */
  static Map<String, Object> columnSchema() {
    return YamlSchema.any(List.of(YamlSchema.words(COLUMNS), beanSchema()));
  }

  private static Map<String, Object> beanSchema() {
    return YamlSchema.object(List.of(BEAN), Map.of(BEAN, YamlSchema.text()), BEAN);
  }

  private Rule rule(YamlNode node, List<String> words) {
    if (node.isMap()) {
      node.allow(BEAN);
      return node.require(BEAN).map(RuleWords::bean).orElse(new Rule.Hub());
    }
    String word = node.oneOf(words);
    compares |= word.equals("latest") || word.equals("earliest");
    return switch (word) {
      case "spoke" -> new Rule.Spoke();
      case "latest" -> new Latest(by, false);
      case "earliest" -> new Latest(by, true);
      case "max" -> new Extreme(true);
      case "min" -> new Extreme(false);
      case "add" -> new Rule.Add();
      case "concat" -> new Concat();
      case "delete-wins" -> new Rule.DeleteWins();
      case "update-wins" -> new Rule.UpdateWins();
      case "manual" -> new Rule.Manual();
      default -> new Rule.Hub();
    };
  }

  private static Rule bean(YamlNode node) {
    return node.instance(ConflictRule.class).<Rule>map(ByBean::new).orElse(new Rule.Hub());
  }
}
