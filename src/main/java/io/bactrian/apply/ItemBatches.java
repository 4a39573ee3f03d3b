package io.bactrian.apply;

import io.bactrian.changeset.Item;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;

/**
 * Cuts a changeset into batches bounded by rows and characters. A marker or request begins a new
 * batch, because it takes effect at its place among the rows. There is always at least one batch,
 * and the last one says so: thus nobody takes a part for the whole. Source transactions are not
 * told apart: a changeset is one transaction here. For one thread.
 */
public final class ItemBatches implements Iterator<ItemBatch> {
  private final Iterator<Item> items;
  private Item pending;
  private long number;
  private boolean ended;

  /**
   * @param items of one changeset, read as they are needed; what they throw passes through
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

  /** Whether an item is at hand. */
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
    return item instanceof Item.Marker || item instanceof Item.Request;
  }
}
