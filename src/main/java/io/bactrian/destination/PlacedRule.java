package io.bactrian.destination;

import io.bactrian.changeset.Row;
import io.bactrian.changeset.Table;
import java.util.ArrayList;
import java.util.List;

/**
 * The rule of a table whose rows are also where their parents are. What it says by itself is only
 * what the rest of the rule does: {@link Placement} adds the parents. Pure and thread-safe.
 *
 * @param own what the row itself decides
 */
record PlacedRule(DestinationRule own, List<Via> via) implements DestinationRule {
  PlacedRule {
    via = List.copyOf(via);
  }

  @Override
  public Destinations of(Table table, Row row) {
    return own.of(table, row);
  }

  @Override
  public List<String> reads() {
    List<String> columns = new ArrayList<>(own.reads());
    via.forEach(one -> columns.addAll(one.columns()));
    return columns;
  }

  @Override
  public List<String> names() {
    return own.reads();
  }

  @Override
  public boolean spokesMayRoute() {
    return own.spokesMayRoute();
  }
}
