package io.bactrian.changelog;

import io.bactrian.changeset.Item;
import io.bactrian.destination.Destinations;
import java.time.Instant;

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
   * What this entry is to a site: its view of the change, or null when the site must not hear of
   * it.
   */
  public Item viewFor(String site) {
    if (site.equals(origin)) {
      return null;
    }
    if (!(item instanceof Item.Change change)) {
      return after.includes(site) ? item : null;
    }
    var from = before.includes(site) ? change.before() : null;
    var to = after.includes(site) ? change.after() : null;
    return from == null && to == null ? null : new Item.Change(change.table(), from, to);
  }
}
