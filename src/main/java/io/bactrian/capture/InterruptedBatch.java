package io.bactrian.capture;

import io.bactrian.apply.OutboxRecord.VerdictFor;
import io.bactrian.capture.Outbox.NumberRange;
import io.bactrian.changelog.LogEntry;
import io.bactrian.problem.Problem;
import io.bactrian.problem.ProblemException;
import java.util.Iterator;
import java.util.List;

/**
 * Finds the outbox rows of a batch that is in the changelog but was not cleared from the outbox,
 * and checks that they match: a database that was restored from a backup uses the same numbers
 * again for other changes. The batch's transactions are complete in the outbox and in the order of
 * the log, perhaps with newer ones between them. For one thread.
 */
public final class InterruptedBatch {
  private final Iterator<LogEntry> logged;
  private final NumberRuns numbers = new NumberRuns();
  private LogEntry expected;

  private InterruptedBatch(Iterator<LogEntry> logged) {
    this.logged = logged;
    advance();
  }

  /**
   * Returns the outbox numbers of the batch's transactions. They include conflict records and
   * verdicts that were not due, which are not in the log.
   *
   * @param logged the entries of the log's last batch
   * @throws DatabaseWentBackException when the outbox does not contain exactly these entries
   */
  public static List<NumberRange> numbers(Outbox.Batch outbox, Iterator<LogEntry> logged) {
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
    if (!ours || row.number() == LogEntry.FOLLOWS) {
      return;
    }
    outbox.taken().forEach(numbers::add);
    if (expected != null && expected.number() == row.number()) {
      if (!row.tells(expected)) {
        throw new DatabaseWentBackException(expected);
      }
      advance(); // an update of a key may have two entries, one for each change
      while (outbox.verdict() != null && expected != null && expected.number() == row.number()) {
        advance(); // a corrected verdict has two entries, but one row
      }
    } else if (!mayBeLeftOut(outbox.verdict())) {
      throw new DatabaseWentBackException(expected == null ? row : expected);
    }
  }

  private static boolean mayBeLeftOut(VerdictFor verdict) {
    return verdict != null && !verdict.due();
  }

  /**
   * Rows that only followed others may be found in another order, and say nothing of the outbox.
   */
  private void advance() {
    expected = null;
    while (expected == null && logged.hasNext()) {
      LogEntry entry = logged.next();
      expected = entry.number() == LogEntry.FOLLOWS ? null : entry;
    }
  }

  /** Thrown when the outbox does not contain what the changelog took from it. */
  public static final class DatabaseWentBackException extends ProblemException {
    private static final long serialVersionUID = 1;

    DatabaseWentBackException(LogEntry at) {
      super(
          Problem.of(
                  "Capture stands still: the changelog ends with a batch that was taken from `bactrian_change` and is to be deleted there, but number %d is not there as it was taken (position %d, source transaction %s). The database was restored from an older backup, or rows of `bactrian_change` were deleted.",
                  at.number(), at.position(), at.transaction())
              .follows("Nothing is captured, and nothing is deleted.")
              .toDo("Stop the site and run `bactrian recover`."));
    }
  }
}
