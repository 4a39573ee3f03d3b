package io.bactrian.load;

import io.bactrian.changeset.Table;
import io.bactrian.destination.DestinationRule;
import io.bactrian.destination.Placement;
import java.util.List;
import java.util.Map;

/**
 * The tables to send.
 *
 * @param tables parents before their children
 * @param destinations rules by table; no partner sees a table without a rule
 * @param begun told of each load to a spoke that begins
 * @param mapped knows what our rows are to a spoke
 * @param isHub whether this site is the hub
 */
public record Source(
    List<Table> tables,
    Map<String, DestinationRule> destinations,
    Begun begun,
    Mapped mapped,
    boolean isHub) {
  public Source {
    tables = List.copyOf(tables);
    destinations = Map.copyOf(destinations);
  }

  /** Who sees the rows. */
  Placement placement() {
    return Placement.of(destinations);
  }

  /** Whether a partner may get rows of this table. */
  boolean offers(Table table) {
    DestinationRule rule = destinations.get(table.name());
    return rule != null && rule != DestinationRule.NOWHERE;
  }
}
