package io.bactrian.apply;

import io.bactrian.changeset.Item;
import java.util.List;

/**
 * A part of a changeset that is processed at once. Immutable.
 *
 * @param number from 1 within the changeset
 * @param controls markers and requests, which take effect before the rows
 * @param rows changes, snapshot rows and verdicts, in order
 * @param last whether nothing of the changeset follows
 */
public record ItemBatch(long number, List<Item> controls, List<Item> rows, boolean last) {
  public ItemBatch {
    controls = List.copyOf(controls);
    rows = List.copyOf(rows);
  }

  /** Always true: it is written only after it was mapped to a {@link Batch}. */
  public boolean isOpen() {
    return true;
  }
}
