package io.bactrian.convergence;

import io.bactrian.apply.OutboxRecord;
import io.bactrian.apply.OutboxRecord.ConflictRecord;
import io.bactrian.apply.OutboxRecord.VerdictFor;
import io.bactrian.capture.NumberRuns;
import io.bactrian.capture.Outbox;
import io.bactrian.changelog.Head;
import io.bactrian.changelog.LogEntry;
import io.bactrian.changeset.Item;
import io.bactrian.changeset.RowId;
import io.bactrian.convergence.MemoryLog.Out;
import io.bactrian.destination.DestinationRule;
import io.bactrian.destination.Destinations;
import io.bactrian.problem.Problem;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
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
    private int next;
    private long position;
    private VerdictFor verdict;
    private List<Long> taken = List.of();

    Snapshot(List<Out> rows, long position, Consumer<ConflictRecord> conflicts) {
      this.rows = rows;
      this.position = position;
      this.conflicts = conflicts;
      for (Out out : rows) {
        if (out.record() instanceof VerdictFor v && !v.verdict().parked()) {
          absent.addAll(v.absent());
        }
      }
    }

    @Override
    public boolean hasNext() {
      skipConflicts();
      return next < rows.size();
    }

    private void skipConflicts() {
      while (next < rows.size() && rows.get(next).record() instanceof ConflictRecord conflict) {
        conflicts.accept(conflict);
        passed.add(rows.get(next++).number());
      }
    }

    @Override
    public LogEntry next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      int first = next;
      Out out = rows.get(next++);
      passed.add(out.number());
      verdict = out.record() instanceof VerdictFor v ? told(v) : null;
      LogEntry entry = entry(out, endsTransaction(out));
      skipConflicts();
      taken = rows.subList(first, next).stream().map(Out::number).toList();
      return entry;
    }

    /** Conflict records after it are no entries. */
    private boolean endsTransaction(Out out) {
      for (int i = next; i < rows.size(); i++) {
        if (!rows.get(i).transaction().equals(out.transaction())) {
          return true;
        }
        if (!(rows.get(i).record() instanceof ConflictRecord)) {
          return false;
        }
      }
      return true;
    }

    private LogEntry entry(Out out, boolean last) {
      Destinations before = Destinations.NONE;
      Destinations after;
      Item item;
      if (out.change() != null) {
        item = out.change();
        var table = out.change().table();
        DestinationRule rule = site.side.destinations().get(table.name());
        before = rule.of(table, out.change().before());
        after = rule.of(table, out.change().after());
      } else {
        OutboxRecord.Entry record = (OutboxRecord.Entry) out.record();
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
