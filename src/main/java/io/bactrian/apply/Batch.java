package io.bactrian.apply;

import java.util.List;

/**
 * A batch of rows to be applied. Its rows are locked, decided and written, repeatedly until the
 * whole batch is written. Rows that are too large to keep in memory together are processed in
 * parts. For one thread.
 */
public abstract sealed class Batch permits HubBatch, SpokeBatch {

  /** Whether some of its rows are not written yet. */
  public abstract boolean isOpen();

  /** Returns the mapped rows, for route steps that inspect them; created on each call. */
  public abstract List<MappedRow> rows();

  /** Locks and loads the rows of the next part. */
  abstract void lockRows();

  /** Decides, in memory, what to write. */
  abstract void resolve();

  /**
   * Writes what was decided. If the database refuses rows, rolls back; the next {@link #resolve}
   * decides without them.
   *
   * @throws RowRefusedException when the database refuses a row of a table with {@code on-refusal:
   *     hold}
   * @throws LimitReachedException when more would be parked or recorded than the limits allow
   */
  abstract void write();

  /** Repeats the three steps until the batch is written. */
  final void run() {
    while (isOpen()) {
      lockRows();
      resolve();
      write();
    }
  }
}
