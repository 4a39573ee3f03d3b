package io.bactrian.transform;

import io.bactrian.changeset.Row;
import io.bactrian.changeset.Schema;
import io.bactrian.changeset.Table;
import io.bactrian.config.Fault;
import io.bactrian.config.Faults;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * A mapping file at work. Each shape of a sender's table is looked at once; thereafter rows are
 * mapped by position. Thread-safe.
 */
final class CompiledMapping implements Mapping {
  static final String WAITS =
      "The stream waits; nothing is lost. Correct the mapping and start the site again.";

  /**
   * More shapes than a sender has in years; a sender that invents some does not fill the memory.
   */
  private static final int SHAPES = 5_000;

  private final MappingRules rules;
  private final Schema target;
  private final Map<Table, TablePlan> plans = new ConcurrentHashMap<>();

  CompiledMapping(MappingRules rules, Schema target) {
    this.rules = rules;
    this.target = target;
  }

  @Override
  public String name() {
    return rules.name() + " v" + rules.version();
  }

  @Override
  public List<RowPart> map(Table source, Row image) {
    TablePlan plan = plans.get(source);
    return (plan == null ? plan(source) : plan).map(image);
  }

  private TablePlan plan(Table source) {
    Faults faults = new Faults();
    TablePlan plan = new PlanCompiler(rules, target, faults).compile(source);
    if (!faults.isEmpty()) {
      throw new MappingException(
          faults.all().stream().map(Fault::toString).collect(Collectors.joining("\n"))
              + "\n"
              + WAITS);
    }
    if (plans.size() >= SHAPES) {
      plans.clear();
    }
    plans.put(source, plan);
    return plan;
  }
}
