package io.bactrian.conflict;

import io.bactrian.changeset.Row;
import io.bactrian.changeset.Table;
import io.bactrian.conflict.TableRules.Rule;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The rules of files, bound to the positions of each table once. Pure and thread-safe. */
final class DeclaredRules implements Rules {
  private final Map<String, TableRules> tables;
  private final Map<Table, Bound> bound = new ConcurrentHashMap<>();

  /**
   * @param rules by position
   * @param groups by position, null for a column that stands alone
   * @param latestBy position, or -1
   */
  private record Bound(TableRules table, Rule[] rules, String[] groups, int latestBy) {}

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
          int latestBy = declared.latestBy() == null ? -1 : shape.position(declared.latestBy());
          return new Bound(declared, rules, groups, latestBy);
        });
  }

  @Override
  public Decision decide(Conflict conflict) {
    Bound bound = bound(conflict.table());
    Rule rule;
    if (conflict.ours() == null || conflict.theirs() == null) {
      // the row is whole here or not at all: rules of columns do not apply
      Rule byDefault = bound.table().rule() == Rule.MANUAL ? Rule.MANUAL : Rule.HUB;
      rule = bound.table().on().getOrDefault(conflict.kind(), byDefault);
    } else {
      rule = bound.rules()[conflict.columns().get(0)];
    }
    return decide(conflict, rule, bound);
  }

  private static Decision decide(Conflict conflict, Rule rule, Bound bound) {
    Row ours = conflict.ours();
    Row theirs = conflict.theirs();
    int version = bound.table().version();
    return switch (rule) {
      case HUB -> new Decision(ours, rule.word(), version, false);
      case SPOKE -> new Decision(theirs, rule.word(), version, false);
      case MANUAL -> new Decision(ours, rule.word(), version, true);
      case LATEST -> {
        boolean later =
            bound.latestBy() >= 0
                && Latest.theirs(conflict.table(), bound.latestBy(), ours, theirs);
        yield new Decision(later ? theirs : ours, rule.word(), version, false);
      }
      case ADD -> new Decision(sum(conflict), rule.word(), version, false);
    };
  }

  /** As {@link Merge} adds; without numbers on all sides nothing can be added, and ours stands. */
  private static Row sum(Conflict conflict) {
    Row sum = conflict.ours();
    for (int c : conflict.columns()) {
      String base = conflict.base() == null ? null : conflict.base().get(c);
      String added = Amount.sum(base, conflict.ours().get(c), conflict.theirs().get(c));
      if (added != null) {
        sum = sum.with(c, added);
      }
    }
    return sum;
  }

  @Override
  public boolean adds(Table table, int column) {
    return bound(table).rules()[column] == Rule.ADD;
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
