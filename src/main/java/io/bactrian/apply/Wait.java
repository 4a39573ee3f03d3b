package io.bactrian.apply;

import io.bactrian.changeset.Key;
import io.bactrian.changeset.RowId;
import java.time.Instant;
import java.util.Arrays;

/**
 * A row of {@code bactrian_wait}: a change or entry that waits, by stream and row. Immutable.
 *
 * @param stream the partner
 * @param kind what waits
 * @param table parked and held there: the spoke's table; kept apart and undone: the hub's; else
 *     this spoke's own table
 * @param key of that row; undone: the id of the conflict
 * @param sequence order among the waits of one row and stream, from 0
 * @param number parked, awaited and held there: number of the spoke's changeset with the change;
 *     deferred and reported: number of the hub's changeset with the entry
 * @param reason for people, without row values but what a trigger of the application said
 * @param payload {@link WaitText} or {@link DeferredText} of the waiting item; awaited: number of
 *     the hub's changeset with the "parked" verdict; reported and held there: empty; null when it
 *     is long and was not loaded
 * @param needs what the row waits for, as text of {@link Need}, in the first wait of a row; null
 *     when it is not known
 * @param at since when it waits; null for now, when it is put, or where an earlier version put it
 */
public record Wait(
    String stream,
    Kind kind,
    String table,
    Key key,
    int sequence,
    long number,
    String reason,
    String payload,
    String needs,
    Instant at) {
  /** Payloads up to this length are kept in memory. */
  public static final int SHORT = 500;

  /** A wait since now, for nothing that is known. */
  public Wait(
      String stream,
      Kind kind,
      String table,
      Key key,
      int sequence,
      long number,
      String reason,
      String payload) {
    this(stream, kind, table, key, sequence, number, reason, payload, null, null);
  }

  RowId row() {
    return new RowId(table, key);
  }

  /** This wait with another payload. */
  public Wait with(String other) {
    return new Wait(stream, kind, table, key, sequence, number, reason, other, needs, at);
  }

  /** This wait for another reason. */
  Wait refused(String why, String other, String until) {
    return new Wait(stream, kind, table, key, sequence, number, why, other, until, at);
  }

  /** This wait of which it is known since when. */
  Wait since(Instant time) {
    return new Wait(stream, kind, table, key, sequence, number, reason, payload, needs, time);
  }

  /**
   * Returns this wait without its payload, if that is long: there may be many waits. {@link
   * ApplyTransaction#whole} reads it again.
   */
  Wait brief() {
    return payload == null || payload.length() <= SHORT ? this : with(null);
  }

  /**
   * Parked: at the hub. Awaited and deferred: at a spoke. Reported: a deferred entry of which the
   * hub knows. Held there: at the hub, the spoke's report of it. Kept apart: a row of the spoke
   * that the hub has under another key, of which the spoke has yet to learn. Undone: the reversal
   * of a decision that is written, and not yet in the conflict's record.
   */
  public enum Kind {
    PARKED("PARKED"),
    AWAITED("AWAITED"),
    DEFERRED("HELD"),
    REPORTED("REPORTED"),
    HELD_THERE("HELD_THERE"),
    KEPT_APART("KEPT_APART"),
    UNDONE("UNDONE");

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
