package io.bactrian.convergence;

import io.bactrian.apply.OutboxRecord;
import io.bactrian.apply.OutboxRecord.ConflictRecord;
import io.bactrian.apply.OutboxRecord.VerdictFor;
import io.bactrian.capture.Followers;
import io.bactrian.capture.NumberRuns;
import io.bactrian.capture.Outbox;
import io.bactrian.changelog.Head;
import io.bactrian.changelog.LogEntry;
import io.bactrian.changeset.Item;
import io.bactrian.changeset.Row;
import io.bactrian.changeset.RowId;
import io.bactrian.changeset.Table;
import io.bactrian.convergence.MemoryLog.Out;
import io.bactrian.destination.Destinations;
import io.bactrian.destination.ParentRows;
import io.bactrian.destination.Placement;
import io.bactrian.problem.Problem;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.function.BinaryOperator;
import java.util.function.Consumer;

/**
 * The outbox of a {@link MemorySite}: reads a snapshot of complete transactions, in the order of
 * their last numbers.
 */
class MemoryOutbox implements Outbox {
  final MemorySite site;
  final Fate fate;

  MemoryOutbox(MemorySite site, Fate fate) {
    this.site = site;
    this.fate = fate;
  }

  @Override
  public boolean isEmpty() {
    return site.visible().isEmpty();
  }

  @Override
  public Head head() {
    fate.point("capture's row read");
    return site.captured;
  }

  @Override
  public Batch read(long position, Consumer<ConflictRecord> conflicts) {
    fate.point("snapshot of the outbox");
    return new Snapshot(rows(), position, conflicts);
  }

  /** What is visible now, in the order in which it is captured. */
  List<Out> rows() {
    return ordered(site.visible(), Math::max);
  }

  /** A verdict as capture is told of it. */
  VerdictFor told(VerdictFor verdict) {
    return verdict;
  }

  /** The moment by which the parents of a change are asked where it is. */
  long asked(long moment, long now) {
    return moment;
  }

  /** Whether rows follow those by which they are placed. */
  boolean follows() {
    return true;
  }

  static List<Out> ordered(List<Out> visible, BinaryOperator<Long> numberOfTransaction) {
    Map<String, Long> by = new HashMap<>();
    visible.forEach(out -> by.merge(out.transaction(), out.number(), numberOfTransaction));
    List<Out> ordered = new ArrayList<>(visible);
    ordered.sort(
        Comparator.comparingLong((Out out) -> by.get(out.transaction()))
            .thenComparingLong(Out::number));
    return ordered;
  }

  @Override
  public void clear(List<NumberRange> numbers, Head expected, Head head) {
    fate.step(
        "outbox cleared",
        () -> {
          if (!site.captured.equals(expected)) {
            throw Problem.of("capture's row is elsewhere").exception();
          }
          site.captured = head;
          site.outbox.removeIf(
              out ->
                  numbers.stream()
                      .anyMatch(r -> r.first() <= out.number() && out.number() <= r.last()));
        });
  }

  private final class Snapshot implements Batch {
    private final List<Out> rows;
    private final Consumer<ConflictRecord> conflicts;
    private final NumberRuns passed = new NumberRuns();
    private final Set<RowId> absent = new HashSet<>();
    private final Placement placement = Placement.of(site.side.destinations());
    private final RowsBefore then;
    private final Set<RowId> changed = new HashSet<>();
    private Iterator<Followers.Follower> followers = Collections.emptyIterator();
    private LogEntry followed;
    private String transaction;
    private int start;
    private int end;
    private int next;
    private long position;
    private VerdictFor verdict;
    private List<Long> taken = List.of();

    Snapshot(List<Out> rows, long position, Consumer<ConflictRecord> conflicts) {
      this.rows = rows;
      this.position = position;
      this.conflicts = conflicts;
      then = placement.usesParents() ? new RowsBefore(site, rows) : null;
      for (Out out : rows) {
        if (out.record() instanceof VerdictFor v && !v.verdict().parked()) {
          absent.addAll(v.absent());
        }
      }
    }

    @Override
    public boolean hasNext() {
      if (followers.hasNext()) {
        return true;
      }
      skip();
      return next < rows.size();
    }

    private void skip() {
      while (next < rows.size() && isNoEntry(next)) {
        if (rows.get(next).record() instanceof ConflictRecord conflict) {
          conflicts.accept(conflict);
        }
        passed.add(rows.get(next++).number());
      }
    }

    /** A conflict, or a row of a load that its site does not see by now. */
    private boolean isNoEntry(int index) {
      OutboxRecord record = rows.get(index).record();
      return record instanceof ConflictRecord
          || record instanceof OutboxRecord.PresentFor told
              && !seen(index, told.destination(), told.present().table(), told.present().row());
    }

    private boolean seen(int index, String to, Table table, Row row) {
      if (then == null) {
        return true;
      }
      int after = index;
      while (after < rows.size() && isOf(rows.get(index).transaction(), after)) {
        after++;
      }
      return sites(table, row, after).includes(to);
    }

    private boolean isOf(String name, int index) {
      return rows.get(index).transaction().equals(name);
    }

    private Destinations sites(Table table, Row row, long moment) {
      return placement.of(table, row, new ParentRows(placement, ids -> then.at(moment, ids)));
    }

    @Override
    public LogEntry next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      if (followers.hasNext()) {
        taken = List.of();
        verdict = null;
        return follower(followers.next());
      }
      int first = next;
      Out out = rows.get(next++);
      passed.add(out.number());
      begin(out, first);
      OutboxRecord record = visible(out.record(), first);
      verdict = record instanceof VerdictFor v ? told(v) : null;
      boolean last = endsTransaction(out);
      if (last && then != null && follows()) {
        followers = new Followers(placement, then, start, end);
      }
      LogEntry entry = entry(out, record, last && !followers.hasNext());
      followed = entry;
      skip();
      taken = rows.subList(first, next).stream().map(Out::number).toList();
      return entry;
    }

    private void begin(Out out, int first) {
      if (!out.transaction().equals(transaction)) {
        transaction = out.transaction();
        changed.clear();
        start = first;
        while (start > 0 && isOf(transaction, start - 1)) {
          start--;
        }
        end = first;
        while (end < rows.size() && isOf(transaction, end)) {
          end++;
        }
      }
    }

    /** Without the rows that its site does not see by now. */
    private OutboxRecord visible(OutboxRecord record, int index) {
      return record instanceof VerdictFor told && !told.verdict().rows().isEmpty()
          ? told.with(
              told.verdict().rows().stream()
                  .filter(one -> seen(index, told.destination(), one.table(), one.row()))
                  .toList())
          : record;
    }

    private LogEntry follower(Followers.Follower row) {
      return new LogEntry(
          ++position,
          LogEntry.FOLLOWS,
          followed.transaction(),
          followed.at(),
          null,
          row.before(),
          row.after(),
          !followers.hasNext(),
          new Item.Change(row.row().table(), row.row().row(), row.row().row()));
    }

    /** Conflict records after it are no entries. */
    private boolean endsTransaction(Out out) {
      for (int i = next; i < rows.size(); i++) {
        if (!rows.get(i).transaction().equals(out.transaction())) {
          return true;
        }
        if (!isNoEntry(i)) {
          return false;
        }
      }
      return true;
    }

    private LogEntry entry(Out out, OutboxRecord told, boolean last) {
      Destinations before = Destinations.NONE;
      Destinations after;
      Item item;
      if (out.change() != null) {
        item = out.change();
        Table table = out.change().table();
        boolean again = out.change().rowIds().stream().anyMatch(changed::contains);
        changed.addAll(out.change().rowIds());
        before = sites(table, out.change().before(), asked(again ? end : start, rows.size()));
        after = sites(table, out.change().after(), asked(end, rows.size()));
      } else {
        OutboxRecord.Entry record = (OutboxRecord.Entry) told;
        item = record.item();
        after = Destinations.of(record.destination());
      }
      return new LogEntry(
          ++position,
          out.number(),
          out.transaction(),
          Instant.ofEpochSecond(out.number()), // as when it was written, whenever it is read
          out.origin(),
          before,
          after,
          last,
          item);
    }

    @Override
    public List<NumberRange> numbers() {
      return passed.ranges();
    }

    @Override
    public List<Long> taken() {
      return taken;
    }

    @Override
    public VerdictFor verdict() {
      return verdict;
    }

    @Override
    public Set<RowId> judgedAbsent() {
      return absent;
    }

    @Override
    public void close() {}
  }
}
