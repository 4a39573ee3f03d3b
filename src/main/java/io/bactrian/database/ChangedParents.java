package io.bactrian.database;

import io.bactrian.changeset.RowId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;

/**
 * The rows of some transactions that may move others, each once; read again from the outbox some
 * hundred at a time. For one thread.
 */
final class ChangedParents implements Iterator<RowId> {
  private static final int AT_ONCE = 200;

  private final RowNodes changes;
  private final RecordedImages images;
  private final long after;
  private final long through;
  private final Deque<RowId> ready = new ArrayDeque<>();
  private int node;

  /**
   * @param after transactions that are passed over
   */
  ChangedParents(RowNodes changes, RecordedImages images, long after, long through) {
    this.changes = changes;
    this.images = images;
    this.after = after;
    this.through = through;
    node = first();
  }

  /** Nodes are in the order of their transactions. */
  private int first() {
    int low = 1;
    int high = changes.end();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (changes.transaction(middle) > after) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low;
  }

  @Override
  public boolean hasNext() {
    while (ready.isEmpty() && isWithin()) {
      read();
    }
    return !ready.isEmpty();
  }

  private boolean isWithin() {
    return node < changes.end() && changes.transaction(node) <= through;
  }

  private void read() {
    List<Integer> some = new ArrayList<>();
    List<Long> numbers = new ArrayList<>();
    for (; some.size() < AT_ONCE && isWithin(); node++) {
      if ((changes.flag(node) & UncapturedMoves.ROUTES) != 0) {
        some.add(node);
        numbers.add(changes.number(node));
      }
    }
    Map<Long, RecordedImages.Images> told = SnapshotRows.ask(() -> images.read(numbers));
    for (int one : some) {
      RecordedImages.Images of = told.get(changes.number(one));
      if (of != null) {
        SnapshotRows.ids(of).stream().filter(row -> isFirst(row, one)).forEach(ready::add);
      }
    }
  }

  /** Whether no earlier change of these transactions may move what the row places. */
  private boolean isFirst(RowId row, int one) {
    int found = RowNodes.NONE;
    for (int at = changes.last(row); at != RowNodes.NONE && changes.transaction(at) > after; ) {
      boolean counts = (changes.flag(at) & UncapturedMoves.ROUTES) != 0;
      found = counts && changes.transaction(at) <= through ? at : found;
      at = changes.previous(at);
    }
    return found == one;
  }

  @Override
  public RowId next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    return ready.poll();
  }
}
