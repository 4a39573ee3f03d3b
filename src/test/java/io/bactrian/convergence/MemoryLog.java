package io.bactrian.convergence;

import io.bactrian.apply.OutboxRecord;
import io.bactrian.capture.AbsenceCorrection;
import io.bactrian.changelog.Changelog;
import io.bactrian.changelog.Head;
import io.bactrian.changelog.LogEntry;
import io.bactrian.changeset.Item;
import io.bactrian.destination.DestinationRule;
import io.bactrian.destination.Destinations;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A changelog in memory that captures an outbox: complete transactions, in the order of their last
 * numbers.
 */
final class MemoryLog implements Changelog {
  final List<LogEntry> entries = new ArrayList<>();
  final List<OutboxRecord.ConflictRecord> conflicts = new ArrayList<>();
  private final Map<String, DestinationRule> destinations;
  private final boolean corrects;

  /** A row of the outbox; exactly one of change and record is given. */
  record Out(
      long number, String transaction, Item.Change change, String origin, OutboxRecord record) {}

  /**
   * @param corrects false: capture appends no verdict that the log knows better than
   */
  MemoryLog(Map<String, DestinationRule> destinations, boolean corrects) {
    this.destinations = destinations;
    this.corrects = corrects;
  }

  void capture(List<Out> committed) {
    Map<String, List<Out>> byTransaction = new LinkedHashMap<>();
    for (Out out : committed) {
      byTransaction.computeIfAbsent(out.transaction(), t -> new ArrayList<>()).add(out);
    }
    List<List<Out>> ordered = new ArrayList<>(byTransaction.values());
    ordered.sort(Comparator.comparingLong(list -> list.get(list.size() - 1).number()));
    for (List<Out> transaction : ordered) {
      int first = entries.size();
      transaction.forEach(this::append);
      if (entries.size() > first) {
        LogEntry last = entries.remove(entries.size() - 1);
        entries.add(ending(last));
      }
    }
  }

  private static LogEntry ending(LogEntry e) {
    return new LogEntry(
        e.position(),
        e.number(),
        e.transaction(),
        e.at(),
        e.origin(),
        e.before(),
        e.after(),
        true,
        e.item());
  }

  private void append(Out out) {
    if (out.change() != null) {
      DestinationRule rule = destinations.get(out.change().table().name());
      entry(
          out,
          rule.of(out.change().table(), out.change().before()),
          rule.of(out.change().table(), out.change().after()),
          out.change());
    } else if (out.record() instanceof OutboxRecord.VerdictFor verdict) {
      Optional<Item.Verdict> correction =
          corrects && AbsenceCorrection.concerns(verdict)
              ? AbsenceCorrection.of(
                  verdict, entries.subList((int) verdict.judgedAt(), entries.size()))
              : Optional.empty();
      if (verdict.due()) {
        entry(out, Destinations.NONE, Destinations.of(verdict.destination()), verdict.verdict());
      }
      correction.ifPresent(
          better -> entry(out, Destinations.NONE, Destinations.of(verdict.destination()), better));
    } else if (out.record() instanceof OutboxRecord.MarkerFor marker) {
      entry(out, Destinations.NONE, Destinations.of(marker.destination()), marker.marker());
    } else if (out.record() instanceof OutboxRecord.ConflictRecord conflict) {
      conflicts.add(conflict);
    }
  }

  private void entry(Out out, Destinations before, Destinations after, Item item) {
    entries.add(
        new LogEntry(
            entries.size() + 1,
            out.number(),
            out.transaction(),
            Instant.EPOCH,
            out.origin(),
            before,
            after,
            false,
            item));
  }

  int size() {
    return entries.size();
  }

  @Override
  public Head head() {
    return new Head(1, 1, "", entries.size(), 0);
  }

  @Override
  public Head append(Head expected, String nonce, Iterator<LogEntry> more) {
    throw new UnsupportedOperationException("this log is filled by capture()");
  }

  @Override
  public Entries read(long after, long through) {
    Iterator<LogEntry> it = List.copyOf(entries.subList((int) after, (int) through)).iterator();
    return new Entries() {
      @Override
      public boolean hasNext() {
        return it.hasNext();
      }

      @Override
      public LogEntry next() {
        return it.next();
      }

      @Override
      public void close() {}
    };
  }

  @Override
  public void purge(long through) {}

  @Override
  public void close() {}
}
