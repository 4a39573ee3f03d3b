package io.bactrian.apply;

import io.bactrian.apply.OutboxRecord.ConflictRecord;
import io.bactrian.changeset.Row;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * How many conflict records a partner has caused that were not purged, kept in {@link
 * PartnerState}, so that a limit on them asks no other store. Counts what this database has said
 * since it was installed: after a restore it is an estimate.
 *
 * @param records how many
 * @param size of them in bytes
 * @param open those that wait for a person
 */
public record ConflictCounts(long records, long size, long open) {
  /** None yet. */
  public static final ConflictCounts NONE = new ConflictCounts(0, 0, 0);

  /** What a record takes beside its rows. */
  private static final int FRAME = 300;

  /** As this transaction finds it. */
  static ConflictCounts of(ApplyTransaction tx, String partner) {
    return tx.partner(partner).records();
  }

  /** These came to an end: they were purged, or a person has decided them. */
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

  /** The same with more. */
  ConflictCounts plus(List<OutboxRecord> more) {
    ConflictCounts sum = this;
    for (OutboxRecord record : more) {
      if (record instanceof ConflictRecord conflict) {
        sum = sum.plus(of(conflict));
      }
    }
    return sum;
  }

  /** Both together. */
  public ConflictCounts plus(ConflictCounts more) {
    return new ConflictCounts(records + more.records, size + more.size, open + more.open);
  }

  /** One record. */
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

  /** Takes the place of what was kept before. */
  void replace(ApplyTransaction tx, String partner, ConflictCounts before) {
    if (!equals(before)) {
      tx.savePartner(tx.partner(partner).with(this));
    }
  }
}
