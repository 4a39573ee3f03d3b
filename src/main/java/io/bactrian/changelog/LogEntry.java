package io.bactrian.changelog;

import io.bactrian.changeset.Item;
import io.bactrian.destination.Destinations;
import java.time.Instant;
import java.util.Objects;

/**
 * One entry of a site's changelog: anything that stands in a transaction of a changeset.
 *
 * @param position dense from 1
 * @param number the trigger's number in the outbox
 * @param transaction source transaction
 * @param at when the trigger wrote it
 * @param origin the site whose change the applier wrote here, or null for a local one
 * @param before sites that saw the row before
 * @param after sites that see it now; for all but changes the one site they are for
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

  /**
   * Whether a row of the outbox is the one that an entry was made of. Shapes and destinations may
   * differ: the configuration may have changed since. So may the images of a verdict, which capture
   * may have corrected.
   */
  public boolean tells(LogEntry other) {
    return transaction.equals(other.transaction)
        && at.equals(other.at)
        && Objects.equals(origin, other.origin)
        && item.tells(other.item);
  }

  /**
   * What this entry is to a site: its view of the change, or null when the site must not hear of
   * it.
   */
  public Item viewFor(String site) {
    return site.equals(origin) ? null : item.seen(before.includes(site), after.includes(site));
  }

  /** The same at another place of the log, with another item. */
  public LogEntry placed(long place, Item now, boolean last) {
    return new LogEntry(place, number, transaction, at, origin, before, after, last, now);
  }
}
