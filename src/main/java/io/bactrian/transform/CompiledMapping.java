package io.bactrian.transform;

import io.bactrian.changeset.Row;
import io.bactrian.changeset.RowId;
import io.bactrian.changeset.Schema;
import io.bactrian.changeset.Table;
import io.bactrian.config.Faults;
import io.bactrian.problem.Problem;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * Maps rows by a mapping file. Compiles a plan once for each shape of a sender's table, then maps
 * its rows by position. Thread-safe.
 */
final class CompiledMapping implements Mapping {
  private static final String WAITS = "The stream waits; nothing is lost.";
  private static final String CORRECT = "Correct the mapping; it is read again by itself.";

  /**
   * Limit of cached plans, more than a sender has shapes in years. Keeps a malicious sender from
   * filling the memory.
   */
  private static final int SHAPES = 5_000;

  private static final BitSet NONE = new BitSet();

  private final MappingRules rules;
  private final Schema target;

  /** For target tables with declared parts: the columns that any part provides. */
  private final Map<String, BitSet> columns;

  /** The same for target tables whose rows are merged from several parts. */
  private final Map<String, BitSet> together;

  private final Map<Table, TablePlan> plans = new ConcurrentHashMap<>();

  CompiledMapping(MappingRules rules, Schema target) {
    this.rules = rules;
    this.target = target;
    Map<String, List<TableRule.Part>> parts = parts(rules, target);
    this.columns = given(parts, target);
    parts.values().removeIf(several -> several.size() < 2);
    this.together = given(parts, target);
  }

  @Override
  public String name() {
    return rules.name() + " v" + rules.version();
  }

  @Override
  public List<RowPart> map(Table source, Row image) {
    return plan(source).map(image);
  }

  @Override
  public Map<RowId, Table> reach(Table source, Row image) {
    return plan(source).reach(image);
  }

  /** A class may give rows of any table. */
  @Override
  public Set<String> targets(String source) {
    TableRule rule = rules.tables().get(source);
    if (rules.ignore().containsKey(source)) {
      return Set.of();
    }
    if (rule == null) {
      return rules.identity() && target.table(source) != null ? Set.of(source) : Set.of();
    }
    return rule instanceof TableRule.Bean
        ? target.tables().keySet()
        : PlanCompiler.parts(rule).stream().map(TableRule.Part::to).collect(Collectors.toSet());
  }

  @Override
  public BitSet given(Table table) {
    return (BitSet) together.getOrDefault(table.name(), NONE).clone();
  }

  @Override
  public BitSet columns(Table table) {
    BitSet declared = columns.get(table.name());
    return declared == null ? Mapping.super.columns(table) : (BitSet) declared.clone();
  }

  private static Map<String, List<TableRule.Part>> parts(MappingRules rules, Schema target) {
    return rules.tables().values().stream()
        .filter(TableRule.MappedChange.class::isInstance)
        .flatMap(rule -> ((TableRule.MappedChange) rule).parts().stream())
        .filter(part -> target.table(part.to()) != null)
        .collect(Collectors.groupingBy(TableRule.Part::to));
  }

  private static Map<String, BitSet> given(Map<String, List<TableRule.Part>> parts, Schema target) {
    Map<String, BitSet> given = new HashMap<>();
    parts.forEach((name, several) -> given.put(name, given(target.table(name), several)));
    return given;
  }

  private static BitSet given(Table table, List<TableRule.Part> parts) {
    BitSet columns = new BitSet(table.width());
    for (int c = 0; c < table.width(); c++) {
      String name = table.column(c).name();
      columns.set(
          c,
          parts.stream()
              .anyMatch(
                  part ->
                      part.columns().containsKey(name)
                          || part.identity() && !part.leave().contains(name)));
    }
    return columns;
  }

  private TablePlan plan(Table source) {
    TablePlan known = plans.get(source);
    return known == null ? compiled(source) : known;
  }

  /** Adds to a problem that stops the stream what follows and what to do. */
  static Problem waiting(Problem what) {
    return what.follows(WAITS).toDo(CORRECT);
  }

  private TablePlan compiled(Table source) {
    Faults faults = new Faults();
    TablePlan plan = PlanCompiler.forArrivals(rules, target, faults).compile(source);
    if (!faults.isEmpty()) {
      throw new MappingException(
          waiting(
              Problem.of(
                  faults.all().stream().map(fault -> fault + "\n").collect(Collectors.joining()))));
    }
    if (plans.size() >= SHAPES) {
      plans.clear();
    }
    plans.put(source, plan);
    return plan;
  }
}
