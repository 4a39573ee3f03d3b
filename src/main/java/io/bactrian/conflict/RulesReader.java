package io.bactrian.conflict;

import io.bactrian.changeset.Column;
import io.bactrian.changeset.LogicalType;
import io.bactrian.changeset.Schema;
import io.bactrian.changeset.Table;
import io.bactrian.config.Faults;
import io.bactrian.config.YamlFile;
import io.bactrian.config.YamlNode;
import io.bactrian.conflict.TableRules.Group;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Reads one rules file and checks it against the hub's tables. For one thread. */
final class RulesReader {
  private static final List<String> RULES = List.of("hub", "spoke", "latest", "add", "manual");
  private static final Map<String, Kind> KINDS =
      Map.of("update-delete", Kind.UPDATE_DELETE, "delete-update", Kind.DELETE_UPDATE);
  private static final Set<LogicalType> NUMBERS =
      EnumSet.of(LogicalType.INTEGER, LogicalType.DECIMAL, LogicalType.FLOAT);
  private final Schema hub;

  RulesReader(Schema hub) {
    this.hub = hub;
  }

  Map<String, TableRules> read(Path file, Faults faults) {
    Map<String, TableRules> tables = new LinkedHashMap<>();
    YamlFile.read(file, faults)
        .map(top -> top.allow("version", "tables"))
        .ifPresent(
            top -> {
              int version =
                  top.require("version")
                      .map(node -> node.as("a whole number", Integer::valueOf, 0))
                      .orElse(0);
              top.require("tables")
                  .ifPresent(
                      node ->
                          node.entries()
                              .forEach((name, entry) -> table(name, entry, version, tables)));
            });
    return tables;
  }

  private void table(String name, YamlNode node, int version, Map<String, TableRules> tables) {
    Table table = hub.table(name);
    if (table == null) {
      node.fault("is no table: " + YamlNode.unknown("table", name, hub.tables().keySet()) + ".");
      return;
    }
    node.allow("rule", "latest-by", "columns", "groups", "on");
    String latestBy = node.get("latest-by").map(value -> latestBy(value, table)).orElse(null);
    Words words = new Words(table, latestBy);
    Rule rule =
        node.get("rule").map(value -> words.rule(value, table.columns())).orElse(new Rule.Hub());
    Map<String, Rule> columns = new LinkedHashMap<>();
    node.get("columns")
        .ifPresent(
            map ->
                map.entries()
                    .forEach(
                        (column, value) ->
                            columns.put(column, words.rule(value, named(value, table, column)))));
    Map<String, Group> groups = new LinkedHashMap<>();
    Set<String> grouped = new HashSet<>(columns.keySet());
    node.get("groups")
        .ifPresent(
            map ->
                map.entries()
                    .forEach(
                        (group, value) -> groups.put(group, words.group(value, rule, grouped))));
    if (words.compares && latestBy == null) {
      node.fault("needs `latest-by`, the column that `latest` compares.");
    }
    TableRules.Origin origin = new TableRules.Origin(node.file(), node.line(), version);
    tables.put(name, new TableRules(origin, rule, columns, groups, on(node)));
  }

  /** Converts the names of rules of one table to rules. */
  private static final class Words {
    private final Table table;
    private final String latestBy;
    private boolean compares;

    /**
     * @param latestBy the column that {@code latest} compares; null when none is given
     */
    Words(Table table, String latestBy) {
      this.table = table;
      this.latestBy = latestBy;
    }

    /** Reads the rule for these columns; {@code add} requires numbers. */
    Rule rule(YamlNode node, List<Column> columns) {
      Rule rule =
          switch (node.oneOf(RULES)) {
            case "spoke" -> new Rule.Spoke();
            case "latest" -> new Latest(latestBy);
            case "add" -> new Rule.Add();
            case "manual" -> new Rule.Manual();
            default -> new Rule.Hub();
          };
      compares |= rule instanceof Latest;
      return rule.adds() && !summable(node, columns) ? new Rule.Hub() : rule;
    }

    private boolean summable(YamlNode node, List<Column> columns) {
      if (columns.size() > 1) {
        node.fault("`add` is for single columns: say it under `columns:`.");
        return false;
      }
      for (Column column : columns) {
        if (!NUMBERS.contains(column.type()) || column.key()) {
          node.fault(
              "`add` needs a number that is no key; `%s.%s` is %s."
                  .formatted(
                      table,
                      column.name(),
                      column.key() ? "a key" : column.type().name().toLowerCase(Locale.ROOT)));
          return false;
        }
      }
      return true;
    }

    Group group(YamlNode node, Rule byDefault, Set<String> grouped) {
      node.allow("columns", "rule");
      List<YamlNode> members = node.require("columns").map(YamlNode::items).orElse(List.of());
      for (YamlNode member : members) {
        named(member, table, member.word());
        if (!grouped.add(member.word())) {
          member.fault("`" + member.word() + "` has a rule of its own or stands in another group.");
        }
      }
      Rule rule = node.get("rule").map(value -> rule(value, table.columns())).orElse(byDefault);
      return new Group(members.stream().map(YamlNode::word).toList(), rule);
    }
  }

  private static List<Column> named(YamlNode node, Table table, String column) {
    int position = table.position(column);
    if (position < 0) {
      List<String> names = table.columns().stream().map(Column::name).toList();
      node.fault(YamlNode.unknown("column", column, names) + " of table `" + table + "`.");
      return List.of();
    }
    return List.of(table.column(position));
  }

  private static String latestBy(YamlNode node, Table table) {
    List<Column> columns = named(node, table, node.word());
    if (columns.stream().anyMatch(column -> !Latest.comparable(column.type()))) {
      node.fault("must name a column of numbers, dates or times.");
    }
    return node.word();
  }

  private static Map<Kind, Rule> on(YamlNode node) {
    Map<Kind, Rule> on = new EnumMap<>(Kind.class);
    node.get("on")
        .ifPresent(
            map -> {
              map.allow(KINDS.keySet().stream().sorted().toArray(String[]::new));
              map.entries()
                  .forEach(
                      (kind, value) -> {
                        String word = value.oneOf(List.of("hub", "spoke", "manual"));
                        if (KINDS.containsKey(kind)) {
                          on.put(KINDS.get(kind), whenAbsent(word));
                        }
                      });
            });
    return on;
  }

  private static Rule whenAbsent(String word) {
    return switch (word) {
      case "spoke" -> new Rule.Spoke();
      case "manual" -> new Rule.Manual();
      default -> new Rule.Hub();
    };
  }
}
