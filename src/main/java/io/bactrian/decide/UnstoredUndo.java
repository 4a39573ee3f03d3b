package io.bactrian.decide;

import io.bactrian.apply.ApplyTransaction;
import io.bactrian.apply.OutboxRecord.ConflictRecord;
import io.bactrian.apply.Wait;
import io.bactrian.changelog.Act;
import io.bactrian.changeset.Key;
import io.bactrian.changeset.Row;
import io.bactrian.changeset.RowId;
import io.bactrian.changeset.RowText;
import java.time.Instant;
import java.util.Optional;

/**
 * A reversal that is written, and may not be in the conflict's record yet. It is put into the
 * transaction that writes the row, and taken away when the act is stored: after a crash between the
 * two, or when two people undo a conflict at once, nothing is subtracted twice, and one act is
 * stored. Immutable.
 *
 * @param number which act of the record it is, from 0
 * @param by who undid it
 * @param note why; null for none
 * @param before the row before; null when absent
 * @param after the row after; null when absent
 */
record UnstoredUndo(int number, String by, String note, Row before, Row after) {

  /** The one of a conflict, whose row must be locked. */
  static Optional<UnstoredUndo> of(ApplyTransaction tx, ConflictRecord record) {
    return tx.waits(record.conflict().spoke(), Wait.Kind.UNDONE, row(record)).stream()
        .findFirst()
        .map(
            wait -> {
              String[] parts = RowText.parse(wait.payload());
              return new UnstoredUndo(
                  wait.sequence(), parts[0], parts[1], row(parts[2]), row(parts[3]));
            });
  }

  Act act(ConflictRecord record, String how, Instant at) {
    return new Act(Act.Kind.UNDONE, by, how, note, at, record.conflict().table(), before, after);
  }

  /** The act is kept by the id of its conflict. */
  private static RowId row(ConflictRecord record) {
    return new RowId(record.conflict().table().name(), Key.of(record.id()));
  }

  void put(ApplyTransaction tx, ConflictRecord record) {
    tx.put(wait(record));
  }

  void remove(ApplyTransaction tx, ConflictRecord record) {
    tx.remove(wait(record));
  }

  private Wait wait(ConflictRecord record) {
    return new Wait(
        record.conflict().spoke(),
        Wait.Kind.UNDONE,
        record.conflict().table().name(),
        Key.of(record.id()),
        number,
        record.number(),
        "undone, and not yet in the record of the conflict",
        RowText.print(by, note, text(before), text(after)));
  }

  private static String text(Row row) {
    return row == null ? null : row.text();
  }

  private static Row row(String text) {
    return text == null ? null : Row.ofText(text);
  }
}
