package io.bactrian.apply;

import io.bactrian.changeset.RowId;
import java.util.Set;

/**
 * Finds what this hub has sent to a spoke, or will send, that the spoke had not applied yet when it
 * read its rows. Thread-safe.
 */
@FunctionalInterface
public interface SentChanges {
  /** Knows of none. */
  SentChanges NONE = (number, rows) -> Set.of();

  /**
   * Returns those of the rows, ours or the spoke's, of which our log has a change or a verdict for
   * the spoke after our changeset of this number.
   *
   * @param number as the spoke marked it as applied; 0 for none. May be a lie
   */
  Set<RowId> after(long number, Set<RowId> rows);

  /**
   * Of the same, those that our log inserts; may return more, but none that {@link #after} would
   * not.
   */
  default Set<RowId> insertedAfter(long number, Set<RowId> rows) {
    return after(number, rows);
  }
}
