package io.bactrian.apply;

/**
 * Limits on what one spoke may leave at the hub. A changeset that would exceed one of them puts the
 * spoke's stream on hold until there is room again.
 *
 * @param parkedChanges number of parked changes
 * @param parkedSize their size in bytes
 * @param conflicts number of conflict records that its changes caused and that are not purged
 * @param conflictSize their size in bytes
 * @param openConflicts number of conflicts that wait for a person's decision
 */
public record Bounds(
    long parkedChanges, long parkedSize, long conflicts, long conflictSize, long openConflicts) {
  /** No limits. */
  public static final Bounds NONE =
      new Bounds(Long.MAX_VALUE, Long.MAX_VALUE, Long.MAX_VALUE, Long.MAX_VALUE, Long.MAX_VALUE);

  /**
   * Most bytes that may be parked for one row, since all its changes are retried together. A single
   * change may be larger.
   */
  static final long OF_A_ROW = 16L << 20;
}
