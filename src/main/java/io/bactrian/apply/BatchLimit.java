package io.bactrian.apply;

import io.bactrian.changeset.Item;
import io.bactrian.changeset.Row;

/**
 * Limits the size of a batch, by number of rows and by length of text. The text limit is small
 * because a batch is in memory several times: as received, as read from the database, and in the
 * driver's buffers. For one thread.
 */
public final class BatchLimit {
  public static final int ROWS = 1_000;

  /** UTF-16 units, which take 2 to 4 MiB of memory. */
  public static final long CHARS = 2 << 20;

  private int rows;
  private long chars;

  /** Counts one more row of this many characters. */
  public BatchLimit add(long size) {
    rows++;
    chars += size;
    return this;
  }

  /** Counts one item. */
  public BatchLimit add(Item item) {
    return add(item.size());
  }

  public boolean reached() {
    return rows >= ROWS || chars >= CHARS;
  }

  /** Starts to count the next batch. */
  public void clear() {
    rows = 0;
    chars = 0;
  }

  /** Characters of a row, 0 for null. */
  public static long size(Row row) {
    return row == null ? 0 : row.size();
  }
}
