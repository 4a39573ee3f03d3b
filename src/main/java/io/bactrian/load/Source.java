package io.bactrian.load;

import io.bactrian.changeset.Table;
import io.bactrian.destination.DestinationRule;
import java.util.List;
import java.util.Map;

/**
 * The tables to send.
 *
 * @param tables parents before their children
 * @param destinations rules by table; no partner sees a table without a rule
 * @param begun told of each load to a spoke that begins
 * @param mapped at a hub: of which of a spoke's rows ours is the owner; null at a spoke
 */
public record Source(
    List<Table> tables, Map<String, DestinationRule> destinations, Begun begun, Mapped mapped) {
  public Source {
    tables = List.copyOf(tables);
    destinations = Map.copyOf(destinations);
  }

  /** The source of a spoke. */
  public Source(List<Table> tables, Map<String, DestinationRule> destinations) {
    this(tables, destinations, (tx, partner, loaded, mirror) -> {}, null);
  }

  boolean isHub() {
    return mapped != null;
  }
}
