package io.bactrian.apply;

import io.bactrian.changeset.RowId;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Which rows of a portion have changes of our own that the hub has yet to judge, as far as it is
 * known since the rows are locked. For one thread.
 */
final class OwnChanges {
  private final HubView view;
  private final ApplyTransaction tx;
  private final long committed;
  private final Set<RowId> raced;
  private final Set<RowId> outbox;

  /**
   * @param committed position of our log after which entries are still needed if this transaction
   *     is rolled back and repeated
   * @param rows of the portion, already locked
   * @param raced rows that were found changed by others after an insert
   */
  OwnChanges(HubView view, ApplyTransaction tx, long committed, Set<RowId> rows, Set<RowId> raced) {
    this.view = view;
    this.tx = tx;
    this.committed = committed;
    this.raced = raced;
    outbox = changed(rows);
  }

  /**
   * Reads the outbox, then capture's row, then the changelog: in any other order a change could be
   * missed while capture moves it.
   */
  private Set<RowId> changed(Set<RowId> rows) {
    Set<RowId> found = tx.changedInOutbox(view.hub(), rows);
    view.pendingRows().catchUp(tx.capturedThrough(), committed);
    return found;
  }

  /** Whether the row has a change of our own after this position of our log. */
  boolean beyond(RowId id, long position) {
    return raced.contains(id)
        || outbox.contains(id)
        || view.pendingRows().lastChange(id) > position;
  }

  /**
   * Those of these rows that have a change of our own now.
   *
   * @param inserted rows that were inserted, each with the position of our log that it answers
   */
  Set<RowId> now(Set<RowId> rows, Map<RowId, Long> inserted) {
    if (rows.isEmpty()) {
      return new HashSet<>();
    }
    Set<RowId> found = new HashSet<>(changed(rows));
    found.retainAll(rows);
    inserted.forEach(
        (row, position) -> {
          if (rows.contains(row) && view.pendingRows().lastChange(row) > position) {
            found.add(row);
          }
        });
    return found;
  }
}
