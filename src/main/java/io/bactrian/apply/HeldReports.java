package io.bactrian.apply;

import io.bactrian.changeset.Item;
import io.bactrian.changeset.RowId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a spoke tells its hub of entries that it can't write: an entry that was retried in a later
 * transaction and is still held is reported once, and once more when it is held no longer. For one
 * transaction.
 */
final class HeldReports {
  private final ApplyTransaction tx;
  private final String hub;
  private final Map<RowId, Wait> reported = new HashMap<>();
  private boolean again;

  /**
   * @param any whether anything is held as this transaction begins; nothing else can be reported
   */
  HeldReports(ApplyTransaction tx, String hub, boolean any) {
    this.tx = tx;
    this.hub = hub;
    if (any) {
      tx.waits(hub, Wait.Kind.REPORTED)
          .forEach(wait -> reported.put(new RowId(wait.table(), wait.key()), wait));
    }
  }

  /**
   * The hub has forgotten all, or will, and reads the end of our log again: what is held is told
   * again, and what is held no longer, since that end may tell that it is.
   */
  void repeat() {
    again = true;
  }

  /**
   * Reports what has changed.
   *
   * @param before rows that were held as this transaction began
   * @param deferred entries that are held now
   * @param awaited rows that wait for the hub's decision, of which it knows
   */
  void update(Set<RowId> before, Map<RowId, Wait> deferred, Set<RowId> awaited) {
    Map<RowId, Wait> still = new LinkedHashMap<>(deferred);
    still.keySet().removeAll(awaited);
    still.values().removeIf(SpokeWaits::isToCome); // the hub has set them aside
    List<OutboxRecord> news = new ArrayList<>();
    still.forEach(
        (row, wait) -> {
          boolean known = reported.containsKey(row);
          if (before.contains(row) && !known) {
            tx.put(reported(row, wait));
          }
          if (before.contains(row) && !known || known && again) {
            news.add(told(row, wait.reason()));
          }
        });
    reported.forEach(
        (row, wait) -> {
          if (!still.containsKey(row)) {
            tx.remove(wait);
            news.add(told(row, null));
          }
        });
    if (!news.isEmpty()) {
      tx.append(news);
    }
  }

  private Wait reported(RowId row, Wait wait) {
    return new Wait(
        hub, Wait.Kind.REPORTED, row.table(), row.key(), 0, wait.number(), wait.reason(), "");
  }

  private OutboxRecord told(RowId row, String reason) {
    return new OutboxRecord.HeldFor(hub, new Item.Held(row.table(), row.key(), reason));
  }
}
