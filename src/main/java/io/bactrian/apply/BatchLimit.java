package io.bactrian.apply;

import io.bactrian.changeset.Item;
import io.bactrian.changeset.Row;

/**
 * How much is worked on at once: so many rows, or so much text of few. A batch is held several
 * times over, as it came, as it was, and as the driver sends it. For one thread.
 */
public final class BatchLimit {
  public static final int ROWS = 1_000;

  /** UTF-16 units; of these 1 to 4 MiB are in memory. */
  public static final long CHARS = 2 << 20;

  private int rows;
  private long chars;

  /** Counts one more. */
  public BatchLimit add(long size) {
    rows++;
    chars += size;
    return this;
  }

  /** Counts what one item tells. */
  public BatchLimit add(Item item) {
    return add(item.size());
  }

  public boolean reached() {
    return rows >= ROWS || chars >= CHARS;
  }

  /** The next batch begins. */
  public void clear() {
    rows = 0;
    chars = 0;
  }

  /** Characters of a row, 0 for null. */
  public static long size(Row row) {
    return row == null ? 0 : row.size();
  }
}
