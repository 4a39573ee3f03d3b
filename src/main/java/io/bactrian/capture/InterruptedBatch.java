package io.bactrian.capture;

import io.bactrian.apply.OutboxRecord.VerdictFor;
import io.bactrian.capture.Outbox.NumberRange;
import io.bactrian.changelog.LogEntry;
import io.bactrian.changeset.Item;
import io.bactrian.changeset.Row;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;

/**
 * A batch that is in the changelog and was not yet cleared from the outbox: finds its rows there,
 * and makes sure that they are those of the batch. A database that was restored from a backup hands
 * out the same numbers again, for other changes. The transactions of the batch are whole in the
 * outbox and in the order of the log, perhaps with newer ones between them. For one thread.
 */
final class InterruptedBatch {
  private final Iterator<LogEntry> logged;
  private final NumberRuns numbers = new NumberRuns();
  private LogEntry expected;

  private InterruptedBatch(Iterator<LogEntry> logged) {
    this.logged = logged;
    advance();
  }

  /**
   * The numbers of the batch's transactions: also those of conflict records, and of verdicts that
   * were not due, which are not in the log.
   *
   * @param logged the entries of the log's last batch
   * @throws DatabaseWentBackException when the outbox does not hold exactly these
   */
  static List<NumberRange> numbers(Outbox.Batch outbox, Iterator<LogEntry> logged) {
    InterruptedBatch batch = new InterruptedBatch(logged);
    while (batch.expected != null && outbox.hasNext()) {
      batch.transaction(outbox);
    }
    if (batch.expected != null) {
      throw new DatabaseWentBackException(batch.expected);
    }
    return batch.numbers.ranges();
  }

  private void transaction(Outbox.Batch outbox) {
    LogEntry row = outbox.next();
    boolean ours = row.transaction().equals(expected.transaction());
    take(outbox, row, ours);
    while (!row.lastOfTransaction()) {
      row = outbox.next();
      take(outbox, row, ours);
    }
  }

  private void take(Outbox.Batch outbox, LogEntry row, boolean ours) {
    if (!ours) {
      return;
    }
    outbox.taken().forEach(numbers::add);
    if (expected != null && expected.number() == row.number()) {
      if (!same(row, expected)) {
        throw new DatabaseWentBackException(expected);
      }
      for (long number = row.number(); expected != null && expected.number() == number; ) {
        advance(); // a corrected verdict has two entries
      }
    } else if (!mayBeLeftOut(outbox.verdict())) {
      throw new DatabaseWentBackException(expected == null ? row : expected);
    }
  }

  private static boolean mayBeLeftOut(VerdictFor verdict) {
    return verdict != null && !verdict.due();
  }

  /** Shapes and destinations are left out: the configuration may have changed since. */
  private static boolean same(LogEntry a, LogEntry b) {
    return a.transaction().equals(b.transaction())
        && a.at().equals(b.at())
        && Objects.equals(a.origin(), b.origin())
        && same(a.item(), b.item());
  }

  private static boolean same(Item a, Item b) {
    if (a instanceof Item.Change one && b instanceof Item.Change other) {
      return one.table().name().equals(other.table().name())
          && text(one.before()).equals(text(other.before()))
          && text(one.after()).equals(text(other.after()));
    }
    if (a instanceof Item.Verdict one && b instanceof Item.Verdict other) {
      return one.table().equals(other.table())
          && one.key().equals(other.key())
          && one.number() == other.number(); // the images may have been corrected
    }
    return a.equals(b);
  }

  private static String text(Row row) {
    return row == null ? "" : row.text();
  }

  private void advance() {
    expected = logged.hasNext() ? logged.next() : null;
  }

  /** The outbox does not hold what the changelog took from it. */
  static final class DatabaseWentBackException extends IllegalStateException {
    private static final long serialVersionUID = 1;

    DatabaseWentBackException(LogEntry at) {
      super(
          "Capture stands still: the changelog ends with a batch that was taken from `bactrian_change` and is to be deleted there, but number %d is not there as it was taken (position %d, source transaction %s). The database was restored from an older backup, or rows of `bactrian_change` were deleted. Nothing is captured, and nothing is deleted. Stop the site and run `bactrian recover`."
              .formatted(at.number(), at.position(), at.transaction()));
    }
  }
}
