package io.bactrian.destination;

import io.bactrian.changeset.Row;
import io.bactrian.changeset.Table;
import java.util.List;

/**
 * Determines which sites see a row of one table. Pure: capture, the check for pending changes and
 * verdicts get the same destinations for the same row. An absent row (null) has none.
 */
@FunctionalInterface
public interface DestinationRule {
  Destinations of(Table table, Row row);

  /**
   * The columns that determine the destinations: rows equal in these have equal destinations. Empty
   * when unknown; then any column may matter.
   */
  default List<String> reads() {
    return List.of();
  }

  /**
   * The columns whose values name sites: those of {@link #reads} that do not refer to other rows.
   */
  default List<String> names() {
    return reads();
  }

  /** The foreign keys by which a row is also where its parents are. */
  default List<Via> via() {
    return List.of();
  }

  /** At a hub: whether a spoke's update may change the columns of {@link #reads}. */
  default boolean spokesMayRoute() {
    return false;
  }

  DestinationRule EVERYWHERE = (table, row) -> row == null ? Destinations.NONE : Destinations.ALL;
  DestinationRule NOWHERE = (table, row) -> Destinations.NONE;
}
