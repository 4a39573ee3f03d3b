package io.bactrian.apply;

/**
 * How much one spoke may leave behind at the hub: what passes one of them holds the spoke's stream
 * until there is room again.
 *
 * @param parkedChanges changes parked
 * @param parkedSize bytes of these
 * @param conflicts conflict records that were written because of it and not purged
 * @param conflictSize bytes of these
 * @param openConflicts those of them that wait for a person
 */
public record Bounds(
    long parkedChanges, long parkedSize, long conflicts, long conflictSize, long openConflicts) {
  /** None. */
  public static final Bounds NONE =
      new Bounds(Long.MAX_VALUE, Long.MAX_VALUE, Long.MAX_VALUE, Long.MAX_VALUE, Long.MAX_VALUE);

  /** Bytes that may wait of one row, of which all is tried together, unless it is one change. */
  static final long OF_A_ROW = 16L << 20;
}
