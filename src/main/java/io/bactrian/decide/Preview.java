package io.bactrian.decide;

import io.bactrian.changeset.Row;
import io.bactrian.changeset.Table;

/**
 * What a decision would do to a row of the hub.
 *
 * @param table the hub's
 * @param before the row now; null when absent
 * @param after the row then; null when absent. The same as before where nothing would be written,
 *     and where the database would refuse a parked change again
 */
public record Preview(ListedQuestion question, Table table, Row before, Row after) {
  /** Whether the row would be another. */
  public boolean changes() {
    return before == null ? after != null : !before.equals(after);
  }
}
