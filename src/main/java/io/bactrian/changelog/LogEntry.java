package io.bactrian.changelog;

import io.bactrian.changeset.Item;
import io.bactrian.changeset.Row;
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
        && same(item, other.item);
  }

  private static boolean same(Item a, Item b) {
    if (a instanceof Item.Change one && b instanceof Item.Change other) {
      return one.table().name().equals(other.table().name())
          && text(one.before()).equals(text(other.before()))
          && text(one.after()).equals(text(other.after()));
    }
    if (a instanceof Item.Verdict one && b instanceof Item.Verdict other) {
      return one.table().equals(other.table())
          && one.key().equals(other.key())
          && one.number() == other.number();
    }
    return a.equals(b);
  }

  private static String text(Row row) {
    return row == null ? "" : row.text();
  }

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
