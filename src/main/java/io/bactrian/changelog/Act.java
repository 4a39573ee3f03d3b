package io.bactrian.changelog;

import io.bactrian.changeset.Row;
import io.bactrian.changeset.Table;
import java.time.Instant;

/**
 * What a person did about a conflict, as its record keeps it. Immutable.
 *
 * @param by who
 * @param how what was chosen, or of which earlier act it is the reversal, in words
 * @param note why, in the person's words; null for none
 * @param at when
 * @param table the shape of the two rows; null where an earlier version stored the act without them
 * @param before the hub's row before it; null when absent
 * @param after the hub's row after it; null when absent
 */
public record Act(
    Kind kind, String by, String how, String note, Instant at, Table table, Row before, Row after) {

  /** What was done. */
  public enum Kind {
    DECIDED,
    UNDONE
  }

  /** Whether it is known what it wrote. */
  public boolean hasRows() {
    return table != null;
  }
}
