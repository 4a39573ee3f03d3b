package io.bactrian.apply;

import io.bactrian.changeset.RowId;

/** What a transaction of the hub's applier did to our rows, as far as its verdicts need it. */
interface Touched {

  /** What was done to a row; in this order in {@link TouchedRows}' files. */
  enum How {
    /** Deleted here, so that it is locked against inserts by others. */
    DELETED,
    /** Absent and not written, so that others may insert it. */
    UNLOCKED,
    /** Written so that it must be in the spoke's view. */
    PLACED,
    /** Updated without a look at what the database made of it. */
    UNSEEN;

    private final int bit = 1 << ordinal();

    boolean in(int all) {
      return (all & bit) != 0;
    }

    /** These together, as one number. */
    static int of(How... some) {
      int all = 0;
      for (How one : some) {
        all |= one.bit;
      }
      return all;
    }
  }

  boolean is(RowId ours, How how);
}
