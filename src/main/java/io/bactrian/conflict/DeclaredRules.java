package io.bactrian.conflict;

import io.bactrian.changeset.Table;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Rules read from files. Resolves column names to positions once per table. Thread-safe. */
final class DeclaredRules implements Rules {
  private final Map<String, TableRules> tables;
  private final Map<Table, Bound> bound = new ConcurrentHashMap<>();

  /**
   * @param rules rules by column position
   * @param groups group names by column position; null for a column without a group
   */
  private record Bound(TableRules table, Rule[] rules, String[] groups) {}

  DeclaredRules(Map<String, TableRules> tables) {
    this.tables = Map.copyOf(tables);
  }

  private Bound bound(Table table) {
    return bound.computeIfAbsent(
        table,
        shape -> {
          TableRules declared = tables.getOrDefault(shape.name(), TableRules.NONE);
          Rule[] rules = new Rule[shape.width()];
          String[] groups = new String[shape.width()];
          for (int c = 0; c < rules.length; c++) {
            rules[c] = declared.columns().getOrDefault(shape.column(c).name(), declared.rule());
          }
          declared
              .groups()
              .forEach(
                  (name, group) ->
                      group.columns().stream()
                          .mapToInt(shape::position)
                          .filter(c -> c >= 0)
                          .forEach(
                              c -> {
                                rules[c] = group.rule();
                                groups[c] = name;
                              }));
          return new Bound(declared, rules, groups);
        });
  }

  @Override
  public Decision decide(Conflict conflict) {
    Bound bound = bound(conflict.table());
    TableRules table = bound.table();
    // where a side is absent the whole row is decided: rules of columns do not apply
    boolean absent = conflict.ours() == null || conflict.theirs() == null;
    Rule rule =
        absent
            ? table.on().getOrDefault(conflict.kind(), table.rule().whenAbsent())
            : bound.rules()[conflict.versions().columns().nextSetBit(0)];
    return rule.decide(conflict, table.origin().version());
  }

  @Override
  public boolean adds(Table table, int column) {
    return bound(table).rules()[column].adds();
  }

  @Override
  public List<List<Integer>> groups(Table table, List<Integer> columns) {
    Bound bound = bound(table);
    if (bound.table().groups().isEmpty()) {
      return columns.stream().map(List::of).toList();
    }
    Map<Object, List<Integer>> groups = new LinkedHashMap<>();
    for (int c : columns) {
      Object group = bound.groups()[c] == null ? c : bound.groups()[c];
      groups.computeIfAbsent(group, g -> new ArrayList<>()).add(c);
    }
    return List.copyOf(groups.values());
  }
}
