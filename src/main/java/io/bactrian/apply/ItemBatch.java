package io.bactrian.apply;

import io.bactrian.changeset.Item;
import java.util.List;

/**
 * Part of a changeset that is worked on at once. Immutable.
 *
 * @param number from 1 within the changeset
 * @param controls markers and requests; they take effect before the rows
 * @param rows changes, snapshot rows and verdicts, in order
 * @param last whether nothing of the changeset follows
 */
public record ItemBatch(long number, List<Item> controls, List<Item> rows, boolean last) {
  public ItemBatch {
    controls = List.copyOf(controls);
    rows = List.copyOf(rows);
  }

  /** A batch that was not mapped is not taken. */
  public boolean isOpen() {
    return true;
  }
}
