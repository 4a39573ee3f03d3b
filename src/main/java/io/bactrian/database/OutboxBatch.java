package io.bactrian.database;

import io.bactrian.apply.OutboxRecord;
import io.bactrian.apply.OutboxRecord.ConflictRecord;
import io.bactrian.apply.OutboxRecord.VerdictFor;
import io.bactrian.apply.OutboxText;
import io.bactrian.capture.Followers;
import io.bactrian.capture.NumberRuns;
import io.bactrian.capture.Outbox;
import io.bactrian.changelog.LogEntry;
import io.bactrian.changeset.Item;
import io.bactrian.changeset.Row;
import io.bactrian.changeset.RowId;
import io.bactrian.changeset.Table;
import io.bactrian.destination.Destinations;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Converts rows of the outbox to changelog entries, reading one row ahead. For one thread. */
final class OutboxBatch implements Outbox.Batch {
  private static final Logger LOG = LoggerFactory.getLogger(OutboxBatch.class);
  private final PlacedRows rows;
  private final boolean incomplete;
  private final Consumer<ConflictRecord> conflicts;
  private final Set<RowId> judgedAbsent;
  private final UnaryOperator<TableOnHoldException> onHold;
  private final Runnable release;
  private final ImageChain chain = new ImageChain();
  private final NumberRuns passed = new NumberRuns();
  private List<Long> taken = new ArrayList<>();
  private List<Long> takenLast = new ArrayList<>();
  private long position;
  private PlacedRows.Placed ahead;
  private Iterator<Followers.Follower> followers = Collections.emptyIterator();
  private LogEntry followed;
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
      PlacedRows rows,
      boolean incomplete,
      long position,
      Consumer<ConflictRecord> conflicts,
      Set<RowId> judgedAbsent,
      UnaryOperator<TableOnHoldException> onHold,
      Runnable release)
      throws SQLException {
    this.rows = rows;
    this.incomplete = incomplete;
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
    if (followers.hasNext()) {
      next = follower(followers.next(), !followers.hasNext());
      return;
    }
    PlacedRows.Placed entry = null;
    while (ahead != null && (entry == null || isConflictOf(entry.row()))) {
      OrderedRows.Recorded row = ahead.row();
      if (row.kind() == OutboxText.CONFLICT) {
        conflicts.accept((ConflictRecord) OutboxText.parse(row.kind(), row.payload()));
      } else {
        entry = ahead;
        check(row);
      }
      take();
    }
    if (entry == null) {
      pass();
      return;
    }
    boolean last = ahead == null || !ahead.row().transaction().equals(entry.row().transaction());
    if (last) {
      followers = rows.followers(entry);
    }
    next = entry(entry, last && !followers.hasNext());
    followed = next;
  }

  /** A row that its transaction moved with another: it is told at its end, and has no number. */
  private LogEntry follower(Followers.Follower row, boolean last) {
    nextVerdict = null;
    return new LogEntry(
        ++position,
        LogEntry.FOLLOWS,
        followed.transaction(),
        followed.at(),
        null,
        row.before(),
        row.after(),
        last,
        new Item.Change(row.row().table(), row.row().row(), row.row().row()));
  }

  private boolean isConflictOf(OrderedRows.Recorded entry) {
    return ahead.row().kind() == OutboxText.CONFLICT
        && ahead.row().transaction().equals(entry.transaction());
  }

  /** Reads the next row; ends the transaction if the previous row was its last. */
  private void take() {
    OrderedRows.Recorded row = ahead.row();
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
    if (ahead == null || !ahead.row().transaction().equals(row.transaction())) {
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
  private PlacedRows.Placed next(PlacedRows from) throws SQLException {
    PlacedRows.Placed row = from.next();
    while (row != null && tellsNothing(row)) {
      taken.add(row.row().number());
      row = from.next();
    }
    return row;
  }

  /**
   * The end of a transaction, or a row of a load that its site may not see by now, or of a table
   * that is not tracked any more.
   */
  private static boolean tellsNothing(PlacedRows.Placed placed) {
    char kind = placed.row().kind();
    return kind == OutboxText.END || kind == OutboxText.PRESENT && placed.record() == null;
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

  private LogEntry entry(PlacedRows.Placed placed, boolean last) {
    nextVerdict = null;
    OrderedRows.Recorded row = placed.row();
    if (row.kind() == OutboxText.CHANGE) {
      Item.Change change = new Item.Change(shape(row), row.before(), row.after());
      return entry(row, placed.before(), placed.after(), last, change);
    }
    OutboxRecord.Entry record = placed.record();
    if (record instanceof VerdictFor answer) {
      nextVerdict = answer;
    }
    return entry(
        row, Destinations.NONE, Destinations.of(record.destination()), last, record.item());
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
