package io.bactrian.conflict;

import io.bactrian.changeset.Column;
import io.bactrian.changeset.Table;
import io.bactrian.config.YamlNode;
import io.bactrian.transform.Expressions;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads the rules of a table that hold under a condition ({@code when}). For one thread. */
final class ConditionReader {
  static final List<String> KEYS = List.of("if", "on", "rule");
  private static final Pattern SIDE =
      Pattern.compile("\\b(ours|theirs|base)\\[['\"]?([^\\]]+?)['\"]?\\]");

  private final Table table;
  private final RuleWords words;
  private final Expressions expressions;
  private final Map<String, Kind> kinds;

  /**
   * @param kinds the kinds for which there are rules, by the word for them
   */
  ConditionReader(Table table, RuleWords words, Expressions expressions, Map<String, Kind> kinds) {
    this.table = table;
    this.words = words;
    this.expressions = expressions;
    this.kinds = kinds;
  }

  List<Condition> read(YamlNode list) {
    List<Condition> all = new ArrayList<>();
    for (YamlNode node : list.items()) {
      node.allow(KEYS.toArray(String[]::new));
      Set<Kind> of = EnumSet.noneOf(Kind.class);
      node.get("on")
          .ifPresent(on -> on.items().forEach(kind -> of.add(kinds.get(kind.oneOf(words())))));
      Optional<YamlNode> said = node.require("rule");
      Optional<Expressions.Compiled<Boolean>> holds = node.require("if").flatMap(this::compiled);
      if (said.isPresent() && holds.isPresent()) {
        Rule rule = words.of(of, said.get());
        all.add(new Condition(Set.copyOf(of), holds.get(), rule));
      }
    }
    return all;
  }

  private List<String> words() {
    return kinds.keySet().stream().sorted().toList();
  }

  private Optional<Expressions.Compiled<Boolean>> compiled(YamlNode node) {
    try {
      Expressions.Compiled<Boolean> condition =
          expressions.condition(SIDE.matcher(node.word()).replaceAll("row[$1:$2]"));
      List<String> known = table.columns().stream().map(Column::name).toList();
      for (String name : condition.columns()) {
        String column = name.substring(name.indexOf(':') + 1);
        if (!name.contains(":")) {
          node.fault("must say whose column it means: ${ours[" + name + "]}, theirs or base.");
          return Optional.empty();
        }
        if (!known.contains(column)) {
          node.fault(YamlNode.unknown("column", column, known) + " of table `" + table + "`.");
          return Optional.empty();
        }
      }
      return Optional.of(condition);
    } catch (IllegalArgumentException e) {
      node.fault("is no condition: " + e.getMessage());
      return Optional.empty();
    }
  }
}
