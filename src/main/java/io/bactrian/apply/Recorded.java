package io.bactrian.apply;

import io.bactrian.apply.OutboxRecord.ConflictRecord;
import io.bactrian.changeset.Key;
import io.bactrian.changeset.Row;
import io.bactrian.changeset.RowText;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * How many conflict records a partner has caused that were not purged, kept in {@code
 * bactrian_wait} beside what they are about, so that a limit on them asks no other store. Counts
 * what this database has said since it was installed: after a restore it is an estimate.
 *
 * @param records how many
 * @param size of them in bytes
 * @param open those that wait for a person
 */
public record Recorded(long records, long size, long open) {
  /** None yet. */
  public static final Recorded NONE = new Recorded(0, 0, 0);

  private static final Key ONE = Key.of("records");

  /** What a record takes beside its rows. */
  private static final int FRAME = 300;

  /** As this transaction finds it. */
  static Recorded of(ApplyTransaction tx, String partner) {
    return among(tx.waits(partner, Wait.Kind.RECORDED));
  }

  /** Of these, the count; there is at most one with a partner. */
  public static Recorded among(List<Wait> waits) {
    return waits.stream()
        .filter(wait -> wait.kind() == Wait.Kind.RECORDED)
        .map(Recorded::parse)
        .findFirst()
        .orElse(NONE);
  }

  private static Recorded parse(Wait wait) {
    String[] parts = RowText.parse(wait.payload());
    return new Recorded(
        Long.parseLong(parts[0]), Long.parseLong(parts[1]), Long.parseLong(parts[2]));
  }

  /** These came to an end: they were purged, or a person has decided them. */
  public static void minus(ApplyTransaction tx, String partner, Recorded gone) {
    tx.lockStream(partner);
    Recorded now = of(tx, partner);
    Recorded left =
        new Recorded(
            Math.max(0, now.records - gone.records),
            Math.max(0, now.size - gone.size),
            Math.max(0, now.open - gone.open));
    left.replace(tx, partner, now);
  }

  /** The same with more. */
  Recorded plus(List<OutboxRecord> more) {
    Recorded sum = this;
    for (OutboxRecord record : more) {
      if (record instanceof ConflictRecord conflict) {
        sum = sum.plus(of(conflict));
      }
    }
    return sum;
  }

  /** Both together. */
  public Recorded plus(Recorded more) {
    return new Recorded(records + more.records, size + more.size, open + more.open);
  }

  /** One record. */
  public static Recorded of(ConflictRecord record) {
    var conflict = record.conflict();
    long rows =
        Stream.of(conflict.base(), conflict.ours(), conflict.theirs(), record.decision().row())
            .filter(Objects::nonNull)
            .map(Row::text)
            .mapToLong(String::length)
            .sum();
    return new Recorded(1, FRAME + rows, record.decision().open() ? 1 : 0);
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
  void replace(ApplyTransaction tx, String partner, Recorded before) {
    if (!equals(before)) {
      tx.remove(before.toWait(partner));
      tx.put(toWait(partner));
    }
  }

  private Wait toWait(String partner) {
    String text = RowText.print("" + records, "" + size, "" + open);
    return new Wait(
        partner, Wait.Kind.RECORDED, "*", ONE, 0, records, "conflict records kept", text);
  }
}
