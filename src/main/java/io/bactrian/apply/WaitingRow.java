package io.bactrian.apply;

import io.bactrian.changeset.RowId;
import java.util.Comparator;

/**
 * A summary of the waits of one row, without their payloads, which may be large. Immutable.
 *
 * @param row as in {@link Wait}
 * @param changes number of waiting changes
 * @param sequence sequence number of the last of them
 * @param number lowest number of their changesets
 * @param size size of their payloads in bytes
 * @param needs as in {@link Wait}
 */
public record WaitingRow(
    RowId row, int changes, int sequence, long number, long size, String needs) {
  /** Oldest first; no two rows are equal. */
  static final Comparator<WaitingRow> OLDEST =
      Comparator.comparingLong(WaitingRow::number)
          .thenComparing(waiting -> waiting.row.table())
          .thenComparing(waiting -> waiting.row.key());

  /** Returns this summary with one more wait added. */
  WaitingRow and(Wait wait) {
    return new WaitingRow(
        row,
        changes + 1,
        wait.sequence(),
        Math.min(number, wait.number()),
        size + size(wait),
        needs);
  }

  static WaitingRow of(Wait wait) {
    return new WaitingRow(
        new RowId(wait.table(), wait.key()),
        1,
        wait.sequence(),
        wait.number(),
        size(wait),
        wait.needs());
  }

  /** An estimate: characters of the payload, where the database counts bytes. */
  private static long size(Wait wait) {
    return wait.payload().length();
  }
}
