package io.bactrian.apply;

import java.util.List;

/** Counts the conflict records that one spoke's changes cause. For one transaction. */
final class ConflictCounter {
  private final ApplyTransaction tx;
  private final String spoke;
  private ConflictCounts before;
  private ConflictCounts now;

  ConflictCounter(ApplyTransaction tx, String spoke) {
    this.tx = tx;
    this.spoke = spoke;
  }

  void append(List<OutboxRecord> records) {
    tx.append(records);
    if (!records.isEmpty()) {
      if (now == null) {
        before = ConflictCounts.of(tx, spoke);
        now = before;
      }
      now = now.plus(records);
    }
  }

  /**
   * @throws LimitReachedException when the spoke now has more conflict records than the limits
   *     allow
   */
  void requireWithin(Bounds bounds) {
    if (now != null) {
      now.requireWithin(bounds);
    }
  }

  /** Saves the count in {@link PartnerState}. */
  void save() {
    if (now != null) {
      now.replace(tx, spoke, before);
    }
  }
}
