package io.bactrian.apply;

import io.bactrian.changeset.RowId;

/** Looks up in this spoke's changelog which rows have changes for the hub. For one thread. */
public interface PendingRows {

  /**
   * Reads the log at least through {@code position}, and may forget changes that are acknowledged.
   *
   * @param acknowledged position of our log through which the hub has applied, as last committed:
   *     entries after it are still needed if a transaction is rolled back and repeated
   */
  void catchUp(long position, long acknowledged);

  /** Returns the log position of the last change of the row for the hub; 0 when none is known. */
  long lastChange(RowId row);
}
