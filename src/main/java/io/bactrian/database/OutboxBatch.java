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
import io.bactrian.changeset.Table;
import io.bactrian.destination.DestinationRule;
import io.bactrian.destination.Destinations;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Converts rows of the outbox to changelog entries, reading one row ahead. For one thread. */
final class OutboxBatch implements Outbox.Batch {
  private static final Logger LOG = LoggerFactory.getLogger(OutboxBatch.class);
  private final OrderedRows rows;
  private final boolean incomplete;
  private final Map<String, DestinationRule> rules;
  private final Consumer<ConflictRecord> conflicts;
  private final Set<RowId> judgedAbsent;
  private final UnaryOperator<TableOnHoldException> onHold;
  private final Runnable release;
  private final ImageChain chain = new ImageChain();
  private final NumberRuns passed = new NumberRuns();
  private List<Long> taken = new ArrayList<>();
  private List<Long> takenLast = new ArrayList<>();
  private long position;
  private OrderedRows.Recorded ahead;
  private boolean marked;
  private LogEntry next;
  private VerdictFor nextVerdict;
  private VerdictFor verdict;
  private boolean closed;

  /**
   * @param incomplete whether transactions with a marker lack the applier's own writes, as at a
   *     spoke: there the hub judges what does not follow from each other
   * @param position of the last entry of the changelog
   * @param judgedAbsent rows that the verdicts in this snapshot say are absent
   * @param onHold puts a table on hold; returns what to throw
   * @param release closes the snapshot
   */
  OutboxBatch(
      OrderedRows rows,
      boolean incomplete,
      Map<String, DestinationRule> rules,
      long position,
      Consumer<ConflictRecord> conflicts,
      Set<RowId> judgedAbsent,
      UnaryOperator<TableOnHoldException> onHold,
      Runnable release)
      throws SQLException {
    this.rows = rows;
    this.incomplete = incomplete;
    this.rules = rules;
    this.position = position;
    this.conflicts = conflicts;
    this.judgedAbsent = judgedAbsent;
    this.onHold = onHold;
    this.release = release;
    ahead = next(rows);
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

  /** Swaps the two lists, which saves a new list for every row. */
  private void pass() {
    List<Long> passing = taken;
    passing.forEach(passed::add);
    taken = takenLast;
    taken.clear();
    takenLast = passing;
  }

  /** Reads rows until there is an entry, then the conflict records that follow it. */
  private void prepare() {
    OrderedRows.Recorded entry = null;
    while (ahead != null && (entry == null || isConflictOf(entry))) {
      if (ahead.kind() == OutboxText.CONFLICT) {
        conflicts.accept((ConflictRecord) OutboxText.parse(ahead.kind(), ahead.payload()));
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

  private boolean isConflictOf(OrderedRows.Recorded entry) {
    return ahead.kind() == OutboxText.CONFLICT && ahead.transaction().equals(entry.transaction());
  }

  /** Reads the next row; ends the transaction if the previous row was its last. */
  private void take() {
    OrderedRows.Recorded row = ahead;
    if (!row.second()) {
      taken.add(row.number());
    }
    if (row.also() != 0) {
      taken.add(row.also());
    }
    try {
      ahead = next(rows);
    } catch (SQLException failed) {
      throw JdbcOutbox.unavailable("reading", failed);
    }
    if (ahead == null || !ahead.transaction().equals(row.transaction())) {
      Table broken = chain.end();
      if (broken != null && !incomplete) {
        throw onHold(broken.name(), row.transaction(), TableOnHoldException.Why.BROKEN);
      }
      if (broken != null && !marked) {
        LOG.warn(
            "In transaction {} the changes of a row of table `{}` do not follow from each other:"
                + " some were not recorded, as a trigger was missing or disabled. They are sent as"
                + " they are, and the hub judges them. Run `bactrian check`.",
            row.transaction(),
            broken.name());
      }
      marked = false;
    }
  }

  /** The next row that tells something. */
  private OrderedRows.Recorded next(OrderedRows from) throws SQLException {
    OrderedRows.Recorded row = from.next();
    while (row != null && tellsNothing(row)) {
      taken.add(row.number());
      row = from.next();
    }
    return row;
  }

  /** The end of a transaction, or a row of a load of a table that is not tracked any more. */
  private static boolean tellsNothing(OrderedRows.Recorded row) {
    return row.kind() == OutboxText.END || row.kind() == OutboxText.PRESENT && row.shape() == null;
  }

  private void check(OrderedRows.Recorded row) {
    if (row.kind() == OutboxText.MARKER) {
      marked = true;
    } else if (row.movesKey()) {
      chain.change(shape(row), text(row.before()), null);
      chain.change(shape(row), null, text(row.after()));
    } else if (row.kind() == OutboxText.CHANGE) {
      chain.change(shape(row), text(row.before()), text(row.after()));
    }
  }

  private static String text(Row row) {
    return row == null ? null : row.fingerprint();
  }

  private Table shape(OrderedRows.Recorded row) {
    if (row.shape() == null) {
      throw onHold(row.table(), row.transaction(), TableOnHoldException.Why.UNKNOWN);
    }
    return row.shape();
  }

  private TableOnHoldException onHold(
      String table, String transaction, TableOnHoldException.Why why) {
    close();
    return onHold.apply(new TableOnHoldException(table, transaction, why));
  }

  private LogEntry entry(OrderedRows.Recorded row, boolean last) {
    nextVerdict = null;
    if (row.kind() == OutboxText.CHANGE) {
      return change(row, last);
    }
    OutboxRecord.Entry record =
        row.kind() == OutboxText.PRESENT
            ? OutboxText.present(row.payload(), shape(row), row.after())
            : (OutboxRecord.Entry) OutboxText.parse(row.kind(), row.payload());
    if (record instanceof VerdictFor answer) {
      nextVerdict = answer;
    }
    return entry(
        row, Destinations.NONE, Destinations.of(record.destination()), last, record.item());
  }

  private LogEntry change(OrderedRows.Recorded row, boolean last) {
    Table table = shape(row);
    DestinationRule rule = rules.getOrDefault(table.name(), DestinationRule.NOWHERE);
    return entry(
        row,
        rule.of(table, row.before()),
        rule.of(table, row.after()),
        last,
        new Item.Change(table, row.before(), row.after()));
  }

  private LogEntry entry(
      OrderedRows.Recorded row, Destinations before, Destinations after, boolean last, Item item) {
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
