package io.bactrian.conflict;

import io.bactrian.changeset.Schema.ForeignKey;
import io.bactrian.changeset.Table;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Rules read from files. Resolves column names to positions once per table. Thread-safe. */
final class DeclaredRules implements Rules {
  private final Map<String, TableRules> tables;
  private final TableRules others;
  private final Set<String> askedAtSpoke;
  private final List<ForeignKey> followed;
  private final Map<Table, Bound> bound = new ConcurrentHashMap<>();

  /**
   * @param rules rules of single columns and groups by column position; null where none is declared
   * @param groups group names by column position; null for a column without a group
   */
  private record Bound(TableRules table, Rule[] rules, String[] groups) {}

  /**
   * @param others rules of all other tables
   * @param references foreign keys among the hub's tables
   * @param askedAtSpoke names of tables about which people at the spoke are asked, not at the hub
   */
  DeclaredRules(
      Map<String, TableRules> tables,
      TableRules others,
      List<ForeignKey> references,
      Set<String> askedAtSpoke) {
    this.askedAtSpoke = Set.copyOf(askedAtSpoke);
    this.tables = Map.copyOf(tables);
    this.others = others;
    followed =
        references.stream()
            .filter(key -> tables.containsKey(key.parent()))
            .filter(key -> tables.get(key.parent()).keepsBothInserted())
            .toList();
  }

  private Bound bound(Table table) {
    return bound.computeIfAbsent(
        table,
        shape -> {
          TableRules declared = tables.getOrDefault(shape.name(), others);
          Rule[] rules = new Rule[shape.width()];
          String[] groups = new String[shape.width()];
          for (int c = 0; c < rules.length; c++) {
            rules[c] = declared.columns().get(shape.column(c).name());
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
    Decision decision = rule(bound, conflict).decide(conflict, bound.table().origin().version());
    return decision.open() && askedAtSpoke.contains(conflict.table().name())
        ? decision.askedAtSpoke()
        : decision;
  }

  /**
   * The first that is declared: under a condition, of the columns, of the kind, of the table. Where
   * one side has no row, rules of columns do not apply.
   */
  private static Rule rule(Bound bound, Conflict conflict) {
    TableRules table = bound.table();
    boolean presence = conflict.aboutPresence();
    Rule own = presence ? null : bound.rules()[conflict.versions().columns().nextSetBit(0)];
    if (own != null && own.adds()) {
      return own; // it was added, whatever the conditions
    }
    for (Condition condition : table.when()) {
      Rule rule = condition.ruleFor(conflict);
      if (rule != null) {
        return rule;
      }
    }
    Rule ofTable = presence ? table.rule().whenAbsent() : table.rule();
    return own != null ? own : table.on().getOrDefault(conflict.kind(), ofTable);
  }

  @Override
  public Optional<Explained> explain(Conflict conflict) {
    Bound bound = bound(conflict.table());
    TableRules.Origin origin = bound.table().origin();
    int first = conflict.versions().columns().nextSetBit(0);
    Rule own = first < 0 ? null : bound.rules()[first];
    String group = first < 0 ? null : bound.groups()[first];
    return Optional.of(
        new Explained(
            origin.file(),
            origin.line(),
            origin.version(),
            new RuleTrace(bound.table(), own, group).of(conflict),
            keepBoth(conflict).orElseGet(() -> decide(conflict))));
  }

  @Override
  public Set<Integer> versions() {
    return Stream.concat(tables.values().stream(), Stream.of(others))
        .map(table -> table.origin().version())
        .collect(Collectors.toUnmodifiableSet());
  }

  @Override
  public boolean adds(Table table, int column) {
    Rule own = bound(table).rules()[column];
    return own != null && own.adds();
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

  @Override
  public List<BusinessRule> must(Table table) {
    return bound(table).table().must();
  }

  @Override
  public Optional<Decision> keepBoth(Conflict conflict) {
    TableRules table = bound(conflict.table()).table();
    Rule rule = table.on().get(conflict.kind());
    for (int i = table.when().size() - 1; i >= 0; i--) {
      Rule under = table.when().get(i).ruleFor(conflict);
      rule = under == null ? rule : under;
    }
    if (!(rule instanceof KeepBoth both)) {
      return Optional.empty();
    }
    return Optional.ofNullable(both.renamed(conflict))
        .map(row -> new Decision(row, both.word(), table.origin().version(), false));
  }

  @Override
  public List<ForeignKey> followed() {
    return followed;
  }

  @Override
  public boolean keepsBoth() {
    return tables.values().stream().anyMatch(TableRules::keepsBothInserted);
  }
}
