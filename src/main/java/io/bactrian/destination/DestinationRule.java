package io.bactrian.destination;

import io.bactrian.changeset.Row;
import io.bactrian.changeset.Table;
import java.util.List;

/**
 * Which sites see a row of one table. Pure: the same row always has the same destinations, whoever
 * asks (capture, the pending check, the verdict). An absent row (null) has none.
 */
@FunctionalInterface
public interface DestinationRule {
  Destinations of(Table table, Row row);

  /**
   * The columns that decide: two rows that are the same in these have the same destinations. Empty
   * when they are not known; then any may decide.
   */
  default List<String> reads() {
    return List.of();
  }

  /** At a hub: whether an update of a spoke may change what {@link #reads} names. */
  default boolean spokesMayRoute() {
    return false;
  }

  DestinationRule EVERYWHERE = (table, row) -> row == null ? Destinations.NONE : Destinations.ALL;
  DestinationRule NOWHERE = (table, row) -> Destinations.NONE;
}
