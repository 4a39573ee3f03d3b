package io.bactrian.apply;

import io.bactrian.changeset.Item;
import io.bactrian.changeset.Row;
import io.bactrian.changeset.RowId;
import io.bactrian.changeset.Table;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

/**
 * Makes the waits of a spoke's transaction. For one thread.
 *
 * @param number number of the hub's changeset
 */
record SpokeWaits(String hub, ApplyTransaction tx, long number) {

  Wait awaited(RowId id, Item.Verdict verdict) {
    return new Wait(
        hub,
        Wait.Kind.AWAITED,
        id.table(),
        id.key(),
        0,
        verdict.number(),
        "parked at " + hub,
        "" + number);
  }

  /** The wait for a row of which only parts may be sent yet. */
  Wait toCome(HubEntry part, Wait old) {
    return deferred(part, null, toCome(part.table(), part.id()), old);
  }

  private Refused toCome(Table table, RowId id) {
    String reason = "%s sends the row once it may be so large here (changeset.max-value).";
    return new Refused(reason.formatted(hub), List.of(Need.coming(table, id)));
  }

  /** Why a row is not deleted yet. */
  Refused unjudged(RowId below) {
    String reason =
        "The database would delete a row of %s with it, of which %s has yet to judge a change.";
    return Refused.meanwhile(reason.formatted(below.table(), hub));
  }

  /** Whether it waits for its own row to come. */
  static boolean isToCome(Wait wait) {
    return Need.parse(wait.needs()).stream()
        .anyMatch(
            need -> need.comes() && need.table().equals(wait.table()) && need.isOf(wait.key()));
  }

  /**
   * The wait of an entry that can't be written.
   *
   * @param now our row, or null
   * @param old the wait of the row so far, or null; returned when it tells the same
   */
  Wait deferred(HubEntry entry, Row now, Refused why, Wait old) {
    RowId id = entry.id();
    String payload = DeferredText.of(entry, entry.table(), now);
    String until = Need.text(why.needs());
    if (old != null
        && why.reason().equals(old.reason())
        && Objects.equals(until, old.needs())
        && payload.equals(tx.whole(old).payload())) {
      return old;
    }
    Instant since = old == null ? null : old.at();
    return new Wait(
        hub,
        Wait.Kind.DEFERRED,
        id.table(),
        id.key(),
        0,
        number,
        why.reason(),
        payload,
        until,
        since);
  }
}
