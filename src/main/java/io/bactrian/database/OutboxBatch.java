package io.bactrian.database;

import io.bactrian.apply.OutboxRecord;
import io.bactrian.apply.OutboxRecord.ConflictRecord;
import io.bactrian.apply.OutboxRecord.VerdictFor;
import io.bactrian.apply.OutboxText;
import io.bactrian.capture.NumberRuns;
import io.bactrian.capture.Outbox;
import io.bactrian.changelog.LogEntry;
import io.bactrian.changeset.Item;
import io.bactrian.changeset.Row;
import io.bactrian.changeset.RowId;
import io.bactrian.changeset.Schema;
import io.bactrian.changeset.Table;
import io.bactrian.destination.DestinationRule;
import io.bactrian.destination.Destinations;
import io.bactrian.problem.Problem;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.function.Consumer;

/** Makes entries of the log from the rows of the outbox, one row ahead. For one thread. */
final class OutboxBatch implements Outbox.Batch {
  private final OutboxRows rows;
  private final Schema schema;
  private final Map<String, DestinationRule> rules;
  private final Consumer<ConflictRecord> conflicts;
  private final Set<RowId> judgedAbsent;
  private final Runnable release;
  private final ImageChain chain = new ImageChain();
  private final NumberRuns passed = new NumberRuns();
  private List<Long> taken = new ArrayList<>();
  private List<Long> takenLast = new ArrayList<>();
  private long position;
  private OutboxRows.Raw ahead;
  private boolean marked;
  private LogEntry next;
  private VerdictFor nextVerdict;
  private VerdictFor verdict;
  private boolean closed;

  /**
   * @param position of the log's last entry
   * @param judgedAbsent by the verdicts of this snapshot
   * @param release gives the snapshot back
   */
  OutboxBatch(
      OutboxRows rows,
      Schema schema,
      Map<String, DestinationRule> rules,
      long position,
      Consumer<ConflictRecord> conflicts,
      Set<RowId> judgedAbsent,
      Runnable release)
      throws SQLException {
    this.rows = rows;
    this.schema = schema;
    this.rules = rules;
    this.position = position;
    this.conflicts = conflicts;
    this.judgedAbsent = judgedAbsent;
    this.release = release;
    ahead = rows.next();
  }

  @Override
  public boolean hasNext() {
    if (next == null) {
      prepare();
    }
    return next != null;
  }

  @Override
  public LogEntry next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    LogEntry entry = next;
    verdict = nextVerdict;
    next = null;
    pass();
    return entry;
  }

  /** The two lists change places: one is made for every row that is captured otherwise. */
  private void pass() {
    List<Long> passing = taken;
    passing.forEach(passed::add);
    taken = takenLast;
    taken.clear();
    takenLast = passing;
  }

  /** Takes rows until there is an entry, and after it the conflict records that follow it. */
  private void prepare() {
    OutboxRows.Raw entry = null;
    while (ahead != null && (entry == null || isConflictOf(entry))) {
      if (ahead.kind() == OutboxText.CONFLICT) {
        conflicts.accept((ConflictRecord) OutboxText.parse(ahead.kind(), ahead.after()));
      } else {
        entry = ahead;
        check(entry);
      }
      take();
    }
    if (entry == null) {
      pass();
      return;
    }
    boolean last = ahead == null || !ahead.transaction().equals(entry.transaction());
    next = entry(entry, last);
  }

  private boolean isConflictOf(OutboxRows.Raw entry) {
    return ahead.kind() == OutboxText.CONFLICT && ahead.transaction().equals(entry.transaction());
  }

  /** The row ahead is dealt with; ends its transaction when it was the last. */
  private void take() {
    OutboxRows.Raw row = ahead;
    taken.add(row.number());
    try {
      ahead = rows.next();
    } catch (SQLException failed) {
      throw JdbcOutbox.unavailable("reading", failed);
    }
    if (ahead == null || !ahead.transaction().equals(row.transaction())) {
      Table broken = chain.end();
      if (broken != null && !marked) {
        throw Problem.of(
                "Capture stopped: in transaction %s the changes of a row of table `%s` do not follow from each other, so that one of them is missing or out of order.",
                row.transaction(), broken.name())
            .follows("The outbox keeps everything.")
            .toDo(
                "Run `bactrian check`: a trigger may have been disabled, or another trigger changes rows of the same statement.")
            .exception();
      }
      marked = false;
    }
  }

  private void check(OutboxRows.Raw row) {
    if (row.kind() == OutboxText.MARKER) {
      marked = true;
    } else if (row.kind() == OutboxText.CHANGE) {
      chain.change(table(row), row.before(), row.after());
    }
  }

  private Table table(OutboxRows.Raw row) {
    Table table = schema.table(row.table());
    if (table == null) {
      throw Problem.of(
              "Capture stopped: the outbox holds changes of table `%s`, which is not tracked (any more).",
              row.table())
          .follows("The outbox keeps everything.")
          .toDo("Add the table to the configuration until these changes are captured.")
          .exception();
    }
    return table;
  }

  private LogEntry entry(OutboxRows.Raw row, boolean last) {
    nextVerdict = null;
    if (row.kind() == OutboxText.CHANGE) {
      return change(row, last);
    }
    OutboxRecord.Entry record =
        row.kind() == OutboxText.PRESENT
            ? OutboxText.present(row.before(), table(row), Row.ofText(row.after()))
            : (OutboxRecord.Entry) OutboxText.parse(row.kind(), row.after());
    if (record instanceof VerdictFor answer) {
      nextVerdict = answer;
    }
    return entry(
        row, Destinations.NONE, Destinations.of(record.destination()), last, record.item());
  }

  private LogEntry change(OutboxRows.Raw row, boolean last) {
    Table table = table(row);
    DestinationRule rule = rules.getOrDefault(table.name(), DestinationRule.NOWHERE);
    Row before = row.before() == null ? null : Row.ofText(row.before());
    Row after = row.after() == null ? null : Row.ofText(row.after());
    return entry(
        row,
        rule.of(table, before),
        rule.of(table, after),
        last,
        new Item.Change(table, before, after));
  }

  private LogEntry entry(
      OutboxRows.Raw row, Destinations before, Destinations after, boolean last, Item item) {
    return new LogEntry(
        ++position,
        row.number(),
        row.transaction(),
        row.at(),
        row.origin(),
        before,
        after,
        last,
        item);
  }

  @Override
  public List<Outbox.NumberRange> numbers() {
    return passed.ranges();
  }

  @Override
  public List<Long> taken() {
    return takenLast;
  }

  @Override
  public Set<RowId> judgedAbsent() {
    return judgedAbsent;
  }

  @Override
  public VerdictFor verdict() {
    return verdict;
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      release.run();
    }
  }
}
