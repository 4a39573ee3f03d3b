package io.bactrian.apply;

import io.bactrian.apply.OutboxRecord.ConflictRecord;
import io.bactrian.changeset.Row;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * How many conflict records a partner has caused that are not purged. Kept in {@link PartnerState},
 * so that checking the limit needs no query to MongoDB. After this database is restored from a
 * backup it is an estimate.
 *
 * @param records number of records
 * @param size their size in bytes
 * @param open number of those that wait for a person's decision
 */
public record ConflictCounts(long records, long size, long open) {
  /** No conflict records. */
  public static final ConflictCounts NONE = new ConflictCounts(0, 0, 0);

  /** Estimated bytes of a record besides its rows. */
  private static final int FRAME = 300;

  /** Reads the counts as this transaction sees them. */
  static ConflictCounts of(ApplyTransaction tx, String partner) {
    return tx.partner(partner).records();
  }

  /** Subtracts records that were purged, or decided by a person. Locks the partner's stream. */
  public static void minus(ApplyTransaction tx, String partner, ConflictCounts gone) {
    tx.lockStream(partner);
    ConflictCounts now = of(tx, partner);
    ConflictCounts left =
        new ConflictCounts(
            Math.max(0, now.records - gone.records),
            Math.max(0, now.size - gone.size),
            Math.max(0, now.open - gone.open));
    left.replace(tx, partner, now);
  }

  /** Adds the conflict records among these. */
  ConflictCounts plus(List<OutboxRecord> more) {
    ConflictCounts sum = this;
    for (OutboxRecord record : more) {
      if (record instanceof ConflictRecord conflict) {
        sum = sum.plus(of(conflict));
      }
    }
    return sum;
  }

  /** Returns the sum. */
  public ConflictCounts plus(ConflictCounts more) {
    return new ConflictCounts(records + more.records, size + more.size, open + more.open);
  }

  /** Counts one record. */
  public static ConflictCounts of(ConflictRecord record) {
    var conflict = record.conflict();
    long rows =
        Stream.of(conflict.base(), conflict.ours(), conflict.theirs(), record.decision().row())
            .filter(Objects::nonNull)
            .map(Row::text)
            .mapToLong(String::length)
            .sum();
    return new ConflictCounts(1, FRAME + rows, record.decision().open() ? 1 : 0);
  }

  void requireWithin(Bounds bounds) {
    if (records > bounds.conflicts() || size > bounds.conflictSize()) {
      throw LimitReachedException.conflicts(bounds);
    }
    if (open > bounds.openConflicts()) {
      throw LimitReachedException.open(bounds);
    }
  }

  /** Saves these counts, if they differ from {@code before}. */
  void replace(ApplyTransaction tx, String partner, ConflictCounts before) {
    if (!equals(before)) {
      tx.savePartner(tx.partner(partner).with(this));
    }
  }
}
