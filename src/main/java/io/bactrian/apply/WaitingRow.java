package io.bactrian.apply;

import io.bactrian.changeset.RowId;
import java.util.Comparator;

/**
 * What waits of one row, without its content: of this there may be much.
 *
 * @param row as in {@link Wait}
 * @param changes how many wait
 * @param sequence of the last of them
 * @param number the least of their changesets
 * @param size of their content in bytes
 */
public record WaitingRow(RowId row, int changes, int sequence, long number, long size) {
  /** Those that wait longest first; no two are equal. */
  static final Comparator<WaitingRow> OLDEST =
      Comparator.comparingLong(WaitingRow::number)
          .thenComparing(waiting -> waiting.row.table())
          .thenComparing(waiting -> waiting.row.key());

  /** The same with one more behind. */
  WaitingRow and(Wait wait) {
    return new WaitingRow(
        row, changes + 1, wait.sequence(), Math.min(number, wait.number()), size + size(wait));
  }

  static WaitingRow of(Wait wait) {
    return new WaitingRow(
        new RowId(wait.table(), wait.key()), 1, wait.sequence(), wait.number(), size(wait));
  }

  /** As near as characters tell; the database counts bytes. */
  private static long size(Wait wait) {
    return wait.payload().length();
  }
}
