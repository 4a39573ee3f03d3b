package io.bactrian.apply;

import io.bactrian.changeset.Item;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;

/**
 * Splits a changeset into batches, limited by rows and characters. A marker or request starts a new
 * batch, because it takes effect at its place among the rows. There is always at least one batch,
 * and the last one is flagged, so that an incomplete changeset is noticed. Source transactions are
 * ignored, since the whole changeset is one transaction here. For one thread.
 */
public final class ItemBatches implements Iterator<ItemBatch> {
  private final Iterator<Item> items;
  private Item pending;
  private long number;
  private boolean ended;

  /**
   * @param items the items of one changeset, read when they are needed; their exceptions pass
   *     through
   */
  public ItemBatches(Iterator<Item> items) {
    this.items = items;
  }

  @Override
  public boolean hasNext() {
    return !ended;
  }

  @Override
  public ItemBatch next() {
    if (ended) {
      throw new NoSuchElementException("the changeset has no more batches");
    }
    List<Item> controls = new ArrayList<>();
    List<Item> rows = new ArrayList<>();
    BatchLimit limit = new BatchLimit();
    while (!limit.reached() && peek() && !(isControl(pending) && !rows.isEmpty())) {
      (isControl(pending) ? controls : rows).add(pending);
      limit.add(pending);
      pending = null;
    }
    ended = !peek();
    return new ItemBatch(++number, controls, rows, ended);
  }

  /** Reads the next item into {@link #pending}, if there is one. */
  private boolean peek() {
    while (pending == null && items.hasNext()) {
      Item item = items.next();
      if (!(item instanceof Item.Begin) && !(item instanceof Item.End)) {
        pending = item;
      }
    }
    return pending != null;
  }

  private static boolean isControl(Item item) {
    return item instanceof Item.Marker
        || item instanceof Item.Request
        || item instanceof Item.Held
        || item instanceof Item.Asked
        || item instanceof Item.Hashes;
  }
}
