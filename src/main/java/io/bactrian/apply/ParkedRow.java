package io.bactrian.apply;

import java.util.List;

/**
 * A row of a spoke of which changes are parked. Immutable.
 *
 * @param waits all of the row, in order, with their payloads
 * @param rows ours to which they map, as they are now and as the last of the changes would make
 *     them; empty where they can't be mapped any more
 */
public record ParkedRow(List<Wait> waits, List<HubRow> rows) {
  public ParkedRow {
    waits = List.copyOf(waits);
    rows = List.copyOf(rows);
  }
}
