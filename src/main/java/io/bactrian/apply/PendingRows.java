package io.bactrian.apply;

import io.bactrian.changeset.RowId;

/**
 * What this spoke's changelog knows of its own changes that are destined for the hub. For one
 * thread.
 */
public interface PendingRows {

  /**
   * Reads the log at least through {@code position}, and may forget what is acknowledged.
   *
   * @param acknowledged position of our log through which the hub has applied, by a committed
   *     transaction: what is after it is still needed when one is rolled back and repeated
   */
  void catchUp(long position, long acknowledged);

  /** Log position of the last own change of the row, or 0 when none is known. */
  long lastChange(RowId row);
}
