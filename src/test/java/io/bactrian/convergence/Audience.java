package io.bactrian.convergence;

import io.bactrian.changeset.Row;
import io.bactrian.changeset.Table;
import io.bactrian.destination.DestinationRule;
import io.bactrian.destination.Destinations;
import io.bactrian.destination.Via;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The destination rule of histories: the sites listed in the column {@code owner} see the row. All
 * sites see it if the owner is {@code *} or the table has no such column; none if the owner is
 * NULL.
 */
record Audience(boolean spokesMayRoute) implements DestinationRule {
  private static final List<String> TABLES =
      List.of(
          "item", "thing", "note", "extra", "parent", "child", "folder", "leaf", "line", "toy",
          "game");

  /** Rows are where their parents are; whether spokes may move them says the other rule. */
  record Placed(DestinationRule other, Via parent) implements DestinationRule {
    @Override
    public Destinations of(Table table, Row row) {
      return Destinations.NONE;
    }

    @Override
    public List<String> reads() {
      return parent.columns();
    }

    @Override
    public List<String> names() {
      return List.of();
    }

    @Override
    public List<Via> via() {
      return List.of(parent);
    }

    @Override
    public boolean spokesMayRoute() {
      return other.spokesMayRoute();
    }
  }

  static Map<String, DestinationRule> rules(DestinationRule rule) {
    Map<String, DestinationRule> rules = new HashMap<>();
    TABLES.forEach(table -> rules.put(table, rule));
    return rules;
  }

  @Override
  public List<String> reads() {
    return List.of("owner");
  }

  @Override
  public Destinations of(Table table, Row row) {
    int owner = table.position("owner");
    if (row == null) {
      return Destinations.NONE;
    }
    if (owner < 0 || "*".equals(row.get(owner))) {
      return Destinations.ALL;
    }
    return row.get(owner) == null ? Destinations.NONE : Destinations.of(row.get(owner).split(","));
  }
}
