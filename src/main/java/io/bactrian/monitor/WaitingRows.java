package io.bactrian.monitor;

/**
 * Rows of one table that wait for the same reason.
 *
 * @param state what they are, a word or two: parked, awaited, deferred, held there, only there, set
 *     aside; or of what the partner does not send, set aside there, too large there
 * @param table at the hub the spoke's table, at a spoke its own; of a row set aside the sender's;
 *     empty of what the partner does not send, as it does not tell
 * @param reason without row values, and without what a trigger said
 * @param changes how many changes wait; of rows that are only there, how many rows
 */
public record WaitingRows(String state, String table, String reason, int changes) {
  /** The same with so many changes. */
  public WaitingRows with(int number) {
    return new WaitingRows(state, table, reason, number);
  }

  @Override
  public String toString() {
    return table.isEmpty()
        ? "%,d %s: %s".formatted(changes, state, reason)
        : "%,d of %s %s: %s".formatted(changes, table, state, reason);
  }
}
