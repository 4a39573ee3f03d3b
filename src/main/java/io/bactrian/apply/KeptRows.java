package io.bactrian.apply;

import io.bactrian.changeset.RowId;
import java.util.HashSet;
import java.util.Set;

/**
 * The rows of a spoke that are kept under other keys, from one transaction to the next, until the
 * spoke has applied the change that tells it. Costs nothing where no rule is {@code keep-both}. For
 * one transaction.
 */
final class KeptRows {
  private final SpokeView view;
  private final ApplyTransaction tx;
  private final long number;
  private KeptApart known;
  private long learned = -1;

  /**
   * @param number number of the spoke's changeset that is decided
   */
  KeptRows(SpokeView view, ApplyTransaction tx, long number) {
    this.view = view;
    this.tx = tx;
    this.number = number;
    known = new KeptApart(view.merge().followed());
    if (view.merge().keepsBoth()) {
      tx.waits(view.spoke(), Wait.Kind.KEPT_APART)
          .forEach(wait -> known.add(KeptRow.of(wait.payload() == null ? tx.whole(wait) : wait)));
    }
  }

  KeptApart known() {
    return known;
  }

  /** What an attempt has kept stays. */
  void keep(KeptApart attempt) {
    for (KeptRow row : attempt.rows()) {
      if (!known.contains(row)) {
        if (known.has(row.id())) {
          tx.remove(row.wait(view.spoke(), number));
        }
        tx.put(row.wait(view.spoke(), number));
      }
    }
    known = attempt;
  }

  /**
   * Forgets the rows of which the spoke knew.
   *
   * @param marked number of our last changeset that the spoke had applied when it made the changes
   *     that follow
   */
  void learned(long marked) {
    if (known.rows().isEmpty() || marked == learned) {
      return;
    }
    learned = marked;
    Set<RowId> rows = new HashSet<>();
    known.rows().forEach(row -> rows.add(row.kept()));
    // the outbox first, as capture moves its rows to the log
    Set<RowId> underWay = new HashSet<>(tx.changedInOutbox(view.spoke(), rows));
    underWay.addAll(view.sent().insertedAfter(marked, rows));
    known.rows().stream().filter(row -> !underWay.contains(row.kept())).forEach(this::forget);
  }

  /** Forgets all: the spoke's rows are no longer what they were. */
  void forget() {
    known.rows().forEach(this::forget);
  }

  private void forget(KeptRow row) {
    tx.remove(row.wait(view.spoke(), number));
    known.remove(row);
  }
}
