package io.bactrian.apply;

import io.bactrian.changeset.Key;

/**
 * A row of {@code bactrian_wait}: what waits, by stream and row.
 *
 * @param stream the partner
 * @param kind what waits
 * @param table parked: the spoke's table; awaited and deferred: this spoke's own table
 * @param key of that row
 * @param sequence order among the waits of one row and stream, from 0
 * @param number parked and awaited: number of the spoke's changeset with the change; held: of the
 *     hub's changeset with the entry
 * @param reason for people, without row values
 * @param payload {@link WaitText} of the waiting item; awaited: number of the hub's changeset that
 *     said so; null when it is long and was left where it is
 */
public record Wait(
    String stream,
    Kind kind,
    String table,
    Key key,
    int sequence,
    long number,
    String reason,
    String payload) {
  /** Payloads are kept in memory for all that waits up to this length. */
  public static final int SHORT = 500;

  /**
   * The same without its payload, if that is long: there may be many, and {@link
   * ApplyTransaction#whole} has it.
   */
  Wait brief() {
    return payload == null || payload.length() <= SHORT
        ? this
        : new Wait(stream, kind, table, key, sequence, number, reason, null);
  }

  /** See protocol: parked at the hub, awaited and deferred at a spoke. */
  public enum Kind {
    PARKED,
    AWAITED,
    DEFERRED
  }
}
