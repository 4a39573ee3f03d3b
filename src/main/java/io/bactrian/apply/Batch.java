package io.bactrian.apply;

import java.util.List;

/**
 * A batch on its way into the database: its rows are locked, decided and written, again and again
 * until the database has taken all of it. Rows that are too large to be held together are taken in
 * parts. For one thread.
 */
public abstract sealed class Batch permits HubBatch, SpokeBatch {

  /** Whether something of it is yet to be taken. */
  public abstract boolean isOpen();

  /** What was mapped, for steps of a route that look at it; made when asked for. */
  public abstract List<MappedRow> rows();

  /** Locks and loads the rows of the next part. */
  abstract void lockRows();

  /** Decides, in memory, what is to be written. */
  abstract void resolve();

  /**
   * Writes it. What the database refuses is left to the next try, which decides without it.
   *
   * @throws RowRefusedException when a row of a table that holds the stream is refused
   * @throws LimitReachedException when more would wait, or be recorded, than the bounds let
   */
  abstract void write();

  /** All three steps, until it is taken. */
  final void run() {
    while (isOpen()) {
      lockRows();
      resolve();
      write();
    }
  }
}
