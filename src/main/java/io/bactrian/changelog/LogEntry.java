package io.bactrian.changelog;

import io.bactrian.changeset.Item;
import io.bactrian.destination.Destinations;
import java.time.Instant;
import java.util.Objects;

/**
 * One entry of a site's changelog: an item of a transaction, with where it came from and who sees
 * it.
 *
 * @param position dense from 1
 * @param number the number that the trigger gave it in the outbox; {@link #FOLLOWS} for a row that
 *     did not change, and that its transaction moved with another by which it is placed
 * @param transaction source transaction
 * @param at when the trigger wrote it
 * @param origin the site whose change the applier wrote here, or null for a local one
 * @param before sites that saw the row before
 * @param after sites that see it now; for an item other than a change, the one site it is for
 * @param lastOfTransaction whether its source transaction ends here
 */
public record LogEntry(
    long position,
    long number,
    String transaction,
    Instant at,
    String origin,
    Destinations before,
    Destinations after,
    boolean lastOfTransaction,
    Item item) {

  /** The number of an entry that no row of the outbox tells. */
  public static final long FOLLOWS = 0;

  /**
   * Whether this and another entry come from the same outbox row. Table shapes and destinations may
   * differ, as the configuration may have changed since, and so may the rows of a verdict, which
   * capture may have corrected.
   */
  public boolean tells(LogEntry other) {
    return transaction.equals(other.transaction)
        && at.equals(other.at)
        && Objects.equals(origin, other.origin)
        && item.tells(other.item);
  }

  /**
   * The item to send to a site: the change as the site sees it, or null when it must not see any of
   * it.
   */
  public Item viewFor(String site) {
    boolean saw = before.includes(site);
    boolean sees = after.includes(site);
    boolean stays = number == FOLLOWS && saw && sees;
    return site.equals(origin) || stays ? null : item.seen(saw, sees);
  }

  /** What is sent again of it, to a site that it is for: one item, as a transaction of its own. */
  public LogEntry again(Item now) {
    Destinations all = Destinations.ALL;
    return new LogEntry(position, number, transaction, at, null, all, all, true, now);
  }

  /** A copy at another position of the log, with another item. */
  public LogEntry placed(long place, Item now, boolean last) {
    return new LogEntry(place, number, transaction, at, origin, before, after, last, now);
  }
}
