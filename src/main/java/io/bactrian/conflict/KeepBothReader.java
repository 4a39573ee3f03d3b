package io.bactrian.conflict;

import io.bactrian.changeset.Column;
import io.bactrian.changeset.Table;
import io.bactrian.config.YamlNode;
import io.bactrian.transform.Expressions;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads the expressions of {@code keep-both}. For one thread. */
final class KeepBothReader {
  private static final Pattern THEIRS = Pattern.compile("\\btheirs\\[['\"]?([^\\]]+?)['\"]?\\]");
  private static final Pattern OTHER_SIDE = Pattern.compile("\\$\\{\\s*(ours|base|row)\\[");
  private static final Pattern SPOKE = Pattern.compile("\\$\\{\\s*spoke\\s*\\}");

  private final Table table;
  private final Expressions expressions;

  KeepBothReader(Table table, Expressions expressions) {
    this.table = table;
    this.expressions = expressions;
  }

  /**
   * @param key whether it has to give the row another key; if not, it must leave the key alone
   */
  Rule read(YamlNode map, boolean key) {
    Map<String, Expressions.Compiled<String>> renames = new LinkedHashMap<>();
    boolean keys = false;
    for (Map.Entry<String, YamlNode> entry : map.entries().entrySet()) {
      int position = table.position(entry.getKey());
      if (position < 0) {
        entry.getValue().fault(unknown(entry.getKey()));
        continue;
      }
      keys |= table.column(position).key();
      compiled(entry.getValue()).ifPresent(e -> renames.put(entry.getKey(), e));
    }
    if (key && !keys) {
      map.fault("must give a column of the key another value, so that both rows can stand.");
    } else if (!key && keys) {
      map.fault("can't give another key to a row of which only another value is taken.");
    }
    return new KeepBoth(renames);
  }

  private String unknown(String column) {
    List<String> known = table.columns().stream().map(Column::name).toList();
    return YamlNode.unknown("column", column, known) + " of table `" + table + "`.";
  }

  private Optional<Expressions.Compiled<String>> compiled(YamlNode node) {
    if (OTHER_SIDE.matcher(node.word()).find()) {
      node.fault("can only read the spoke's row, ${theirs[column]}, and ${spoke}.");
      return Optional.empty();
    }
    try {
      String text = SPOKE.matcher(node.word()).replaceAll("\\${row[" + KeepBoth.SPOKE + "]}");
      Expressions.Compiled<String> expression =
          expressions.compile(THEIRS.matcher(text).replaceAll("row[theirs:$1]"));
      for (String name : expression.columns()) {
        String column = name.substring(name.indexOf(':') + 1);
        if (!name.equals(KeepBoth.SPOKE) && table.position(column) < 0) {
          node.fault(unknown(column));
          return Optional.empty();
        }
      }
      return Optional.of(expression);
    } catch (IllegalArgumentException e) {
      node.fault("is no expression: " + e.getMessage());
      return Optional.empty();
    }
  }
}
