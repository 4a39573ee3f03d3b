package io.bactrian.conflict;

import io.bactrian.changeset.Column;
import io.bactrian.changeset.Schema;
import io.bactrian.changeset.Table;
import io.bactrian.config.Faults;
import io.bactrian.config.YamlFile;
import io.bactrian.config.YamlNode;
import io.bactrian.conflict.TableRules.Group;
import io.bactrian.transform.Expressions;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Reads one rules file and checks it against the hub's tables. For one thread. */
final class RulesReader {
  /** The kinds in which one side has no row. */
  static final Set<Kind> PRESENCE = EnumSet.of(Kind.UPDATE_DELETE, Kind.DELETE_UPDATE);

  static final List<String> FILE = List.of("version", "default", "tables");
  static final List<String> DEFAULTS = List.of("hub", "spoke", "manual");
  static final List<String> TABLE =
      List.of("rule", "latest-by", "columns", "groups", "on", "when", "must", "ask");
  static final List<String> SIDES = List.of("hub", "spoke");
  static final List<String> GROUP = List.of("columns", "rule");

  /** The kinds for which there are rules, by the word for them, which are sorted. */
  static final Map<String, Kind> KINDS =
      new TreeMap<>(
          Map.of(
              "update-update", Kind.UPDATE_UPDATE,
              "insert-insert", Kind.INSERT_INSERT,
              "update-delete", Kind.UPDATE_DELETE,
              "delete-update", Kind.DELETE_UPDATE,
              "unique-key-taken", Kind.UNIQUE_KEY_TAKEN));

  private final Set<String> askedAtSpoke = new HashSet<>();
  private final Schema hub;
  private final Expressions expressions;

  RulesReader(Schema hub, Expressions expressions) {
    this.hub = hub;
    this.expressions = expressions;
  }

  /**
   * What a file says.
   *
   * @param others rules of tables that no file names; absent when the file has none
   * @param askedAtSpoke names of tables about which people at the spoke are asked
   */
  record Read(
      Map<String, TableRules> tables, Optional<TableRules> others, Set<String> askedAtSpoke) {}

  Read read(RulesText.File file, Faults faults) {
    Map<String, TableRules> tables = new LinkedHashMap<>();
    Optional<YamlNode> whole =
        YamlFile.read(file.name(), file.text(), faults)
            .map(top -> top.allow(FILE.toArray(String[]::new)));
    int version =
        whole
            .flatMap(top -> top.require("version"))
            .map(node -> node.as("a whole number", Integer::valueOf, 0))
            .orElse(0);
    Optional<TableRules> others =
        whole.flatMap(top -> top.get("default")).map(node -> others(node, version));
    whole
        .flatMap(top -> others.isPresent() ? top.get("tables") : top.require("tables"))
        .ifPresent(
            node -> node.entries().forEach((name, entry) -> table(name, entry, version, tables)));
    return new Read(tables, others, askedAtSpoke);
  }

  private static TableRules others(YamlNode node, int version) {
    Rule rule =
        switch (node.oneOf(DEFAULTS)) {
          case "spoke" -> new Rule.Spoke();
          case "manual" -> new Rule.Manual();
          default -> new Rule.Hub();
        };
    TableRules only = TableRules.only(rule, version);
    return new TableRules(
        new TableRules.Origin(node.file(), node.line(), version),
        only.when(),
        only.rule(),
        only.columns(),
        only.groups(),
        only.on(),
        only.must());
  }

  private void table(String name, YamlNode node, int version, Map<String, TableRules> tables) {
    Table table = hub.table(name);
    if (table == null) {
      node.fault("is no table: " + YamlNode.unknown("table", name, hub.tables().keySet()) + ".");
      return;
    }
    node.allow(TABLE.toArray(String[]::new));
    node.get("ask")
        .map(ask -> ask.oneOf(SIDES))
        .filter("spoke"::equals)
        .ifPresent(spoke -> askedAtSpoke.add(name));
    RuleWords words =
        new RuleWords(
            table,
            expressions,
            node.get("latest-by").map(value -> latestBy(value, table)).orElse(null));
    Rule rule = node.get("rule").map(words::rows).orElse(new Rule.Hub());
    Map<String, Rule> columns = new LinkedHashMap<>();
    Set<String> alone = new HashSet<>();
    node.get("columns").ifPresent(map -> columns(map, table, words, columns, alone));
    Map<String, Group> groups = new LinkedHashMap<>();
    node.get("groups")
        .ifPresent(
            map ->
                map.entries()
                    .forEach(
                        (group, value) -> groups.put(group, group(value, table, words, alone))));
    Map<Kind, Rule> on = new EnumMap<>(Kind.class);
    node.get("on").ifPresent(map -> on(map, words, on));
    List<Condition> when =
        node.get("when")
            .map(list -> new ConditionReader(table, words, expressions, KINDS).read(list))
            .orElse(List.of());
    List<BusinessRule> must =
        node.get("must")
            .map(list -> new BusinessRuleReader(table, expressions, version).read(list))
            .orElse(List.of());
    if (words.compares() && node.get("latest-by").isEmpty()) {
      node.fault("needs `latest-by`, the column that `latest` and `earliest` compare.");
    }
    TableRules.Origin origin = new TableRules.Origin(node.file(), node.line(), version);
    tables.put(name, new TableRules(origin, when, rule, columns, groups, on, must));
  }

  private static void columns(
      YamlNode map, Table table, RuleWords words, Map<String, Rule> columns, Set<String> alone) {
    map.entries()
        .forEach(
            (name, value) -> {
              alone.add(name);
              named(value, table, name)
                  .map(column -> words.column(value, column))
                  .ifPresent(rule -> columns.put(name, rule));
            });
  }

  private static Group group(YamlNode node, Table table, RuleWords words, Set<String> grouped) {
    node.allow(GROUP.toArray(String[]::new));
    List<YamlNode> members = node.require("columns").map(YamlNode::items).orElse(List.of());
    for (YamlNode member : members) {
      named(member, table, member.word());
      if (!grouped.add(member.word())) {
        member.fault("`" + member.word() + "` has a rule of its own or stands in another group.");
      }
    }
    Rule rule = node.get("rule").map(words::rows).orElse(null);
    return new Group(members.stream().map(YamlNode::word).toList(), rule);
  }

  private static void on(YamlNode map, RuleWords words, Map<Kind, Rule> on) {
    map.allow(KINDS.keySet().stream().sorted().toArray(String[]::new));
    map.entries()
        .forEach(
            (word, value) -> {
              Kind kind = KINDS.get(word);
              if (kind != null) {
                on.put(kind, words.of(Set.of(kind), value));
              }
            });
  }

  private static Optional<Column> named(YamlNode node, Table table, String column) {
    int position = table.position(column);
    if (position < 0) {
      List<String> names = table.columns().stream().map(Column::name).toList();
      node.fault(YamlNode.unknown("column", column, names) + " of table `" + table + "`.");
      return Optional.empty();
    }
    return Optional.of(table.column(position));
  }

  private static String latestBy(YamlNode node, Table table) {
    if (named(node, table, node.word()).stream().anyMatch(column -> !Order.has(column.type()))) {
      node.fault("must name a column of numbers, dates or times.");
    }
    return node.word();
  }
}
