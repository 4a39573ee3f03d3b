package io.bactrian.destination;

import io.bactrian.changeset.Row;
import io.bactrian.changeset.Table;

/**
 * Which sites see a row of one table. Pure: the same row always has the same destinations, whoever
 * asks (capture, the pending check, the verdict). An absent row (null) has none.
 */
@FunctionalInterface
public interface DestinationRule {
  Destinations of(Table table, Row row);

  DestinationRule EVERYWHERE = (table, row) -> row == null ? Destinations.NONE : Destinations.ALL;
  DestinationRule NOWHERE = (table, row) -> Destinations.NONE;
}
