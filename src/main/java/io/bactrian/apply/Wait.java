package io.bactrian.apply;

import io.bactrian.changeset.Key;
import java.util.Arrays;

/**
 * A row of {@code bactrian_wait}: a change or entry that waits, by stream and row. Immutable.
 *
 * @param stream the partner
 * @param kind what waits
 * @param table parked and held there: the spoke's table; else this spoke's own table
 * @param key of that row
 * @param sequence order among the waits of one row and stream, from 0
 * @param number parked, awaited and held there: number of the spoke's changeset with the change;
 *     deferred and reported: number of the hub's changeset with the entry
 * @param reason for people, without row values but what a trigger of the application said
 * @param payload {@link WaitText} or {@link DeferredText} of the waiting item; awaited: number of
 *     the hub's changeset with the "parked" verdict; reported and held there: empty; null when it
 *     is long and was not loaded
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
  /** Payloads up to this length are kept in memory. */
  public static final int SHORT = 500;

  /**
   * Returns this wait without its payload, if that is long: there may be many waits. {@link
   * ApplyTransaction#whole} reads it again.
   */
  Wait brief() {
    return payload == null || payload.length() <= SHORT
        ? this
        : new Wait(stream, kind, table, key, sequence, number, reason, null);
  }

  /**
   * Parked: at the hub. Awaited and deferred: at a spoke. Reported: a deferred entry of which the
   * hub knows. Held there: at the hub, the spoke's report of it.
   */
  public enum Kind {
    PARKED("PARKED"),
    AWAITED("AWAITED"),
    DEFERRED("HELD"),
    REPORTED("REPORTED"),
    HELD_THERE("HELD_THERE");

    private final String stored;

    Kind(String stored) {
      this.stored = stored;
    }

    /** The word in the database, which earlier versions wrote, too. */
    public String stored() {
      return stored;
    }

    /** The kind with this word in the database. */
    public static Kind of(String stored) {
      return Arrays.stream(values())
          .filter(kind -> kind.stored.equals(stored))
          .findFirst()
          .orElseThrow(() -> new IllegalArgumentException("no kind of wait: " + stored));
    }
  }
}
