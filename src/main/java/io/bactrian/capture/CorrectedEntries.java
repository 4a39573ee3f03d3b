package io.bactrian.capture;

import io.bactrian.apply.OutboxRecord.VerdictFor;
import io.bactrian.changelog.AppendableLog;
import io.bactrian.changelog.Changelog;
import io.bactrian.changelog.LogEntry;
import io.bactrian.changeset.Item;
import io.bactrian.changeset.Row;
import io.bactrian.changeset.RowId;
import io.bactrian.changeset.Table;
import io.bactrian.problem.Problem;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;

/**
 * Turns the entries of a batch into the entries of the log: leaves out verdicts that are not due,
 * and adds corrections of verdicts on absent rows ({@link AbsenceCorrection}). Positions are
 * renumbered accordingly. For one thread.
 */
public final class CorrectedEntries implements Iterator<LogEntry> {
  private final Outbox.Batch batch;
  private final AppendableLog changelog;
  private final Set<RowId> watched;
  private final Map<RowId, LogEntry> lastOfWatched = new HashMap<>();
  private final List<LogEntry> ready = new ArrayList<>();
  private final Map<RowId, LogEntry> lastInLog = new HashMap<>();
  private long position;

  /** Log position after which the log was already searched for watched rows. */
  private long read;

  /**
   * @param logged last position of the log before this batch
   */
  public CorrectedEntries(Outbox.Batch batch, AppendableLog changelog, long logged) {
    this.batch = batch;
    this.changelog = changelog;
    this.read = logged;
    this.position = logged;
    this.watched = batch.judgedAbsent();
  }

  @Override
  public boolean hasNext() {
    while (ready.isEmpty() && batch.hasNext()) {
      take(batch.next(), batch.verdict());
    }
    return !ready.isEmpty();
  }

  @Override
  public LogEntry next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    return ready.remove(0);
  }

  private void take(LogEntry entry, VerdictFor verdict) {
    if (verdict == null) {
      add(entry, entry.item(), entry.lastOfTransaction());
      return;
    }
    var correction =
        AbsenceCorrection.concerns(verdict)
            ? AbsenceCorrection.of(verdict, since(verdict))
            : java.util.Optional.<Item.Verdict>empty();
    boolean ends = entry.lastOfTransaction() && correction.isEmpty();
    if (verdict.due()
        || ends) { // a verdict that is not due does no harm, a transaction without end would
      add(entry, entry.item(), ends);
    }
    correction.ifPresent(second -> add(entry, second, entry.lastOfTransaction()));
  }

  private void add(LogEntry entry, Item item, boolean last) {
    if (item instanceof Item.Change change) {
      requireWidth(change.table(), change.before());
      requireWidth(change.table(), change.after());
    }
    position++;
    LogEntry placed = entry.placed(position, item, last);
    ready.add(placed);
    if (!watched.isEmpty() && item instanceof Item.Change change) {
      change.rowIds().stream()
          .filter(watched::contains)
          .forEach(id -> lastOfWatched.put(id, placed));
    }
  }

  /** In the log, a row of the wrong width would block everything after it for ever. */
  private static void requireWidth(Table table, Row row) {
    if (row != null && row.width() != table.width()) {
      throw Problem.of(
              "Capture stopped: the outbox contains a row of table `%s` with %d values, and this"
                  + " site reads the table with %d columns: it was altered.",
              table.name(), row.width(), table.width())
          .follows("The outbox keeps everything.")
          .toDo(
              "Run `bactrian install` if that is not done yet, and start the site again, so that it"
                  + " knows the new columns. If capture stops here even then, the row is from"
                  + " before: give the table its former columns, install, and let the site capture"
                  + " what waits.")
          .exception();
    }
  }

  /**
   * Returns the last change since the decision of each row that was absent then. This batch's
   * changes come first, then the log's.
   */
  private List<LogEntry> since(VerdictFor verdict) {
    readFrom(verdict.judgedAt());
    List<LogEntry> entries = new ArrayList<>();
    for (RowId row : verdict.absent()) {
      LogEntry last = lastOfWatched.get(row);
      LogEntry logged = lastInLog.get(row);
      if (last != null) {
        entries.add(last);
      } else if (logged != null && logged.position() > verdict.judgedAt()) {
        entries.add(logged);
      }
    }
    return entries;
  }

  /**
   * Reads the log after this position, if that is not done yet. Verdicts of one transaction have
   * the same position, so that it is read once for all of them.
   */
  private void readFrom(long judgedAt) {
    long from = Math.max(judgedAt, changelog.first() - 1); // only a recovery purges more
    if (from >= read) {
      return;
    }
    Map<RowId, LogEntry> earlier = new HashMap<>();
    try (Changelog.Entries log = changelog.read(from, read)) {
      while (log.hasNext()) {
        LogEntry entry = log.next();
        if (entry.item() instanceof Item.Change change) {
          change.rowIds().stream()
              .filter(watched::contains)
              .forEach(row -> earlier.put(row, entry));
        }
      }
    }
    earlier.forEach(lastInLog::putIfAbsent);
    read = from;
  }
}
