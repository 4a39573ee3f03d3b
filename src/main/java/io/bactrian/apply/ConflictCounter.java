package io.bactrian.apply;

import java.util.List;

/** Conflict records that are written because of one spoke, counted. For one transaction. */
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
   * @throws LimitReachedException when more were written here than may be
   */
  void requireWithin(Bounds bounds) {
    if (now != null) {
      now.requireWithin(bounds);
    }
  }

  /** Notes the count. */
  void note() {
    if (now != null) {
      now.replace(tx, spoke, before);
    }
  }
}
