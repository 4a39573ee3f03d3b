package io.bactrian.apply;

import io.bactrian.changeset.Item;
import io.bactrian.changeset.RowId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * When the rows that wait in one stream are tried again: at once when what they wait for has
 * changed, else after a pause that doubles with each try. It lives in memory: a process that starts
 * tries all once. So it decides only how soon a row is tried, and every row is tried in the end.
 * Thread-safe.
 */
public final class WaitSchedule {
  private static final Turn NOW = new Turn(Long.MIN_VALUE, 0);

  private final LongSupplier millis;
  private final long first;
  private final long most;
  private final AtomicLong changes = new AtomicLong();
  private final Map<RowId, Turn> turns = new HashMap<>();
  private final Map<RowId, Long> called = new HashMap<>();
  private volatile NeedIndex needs = new NeedIndex();
  private volatile boolean known;

  /** When a row is tried again, and the pause before that. */
  private record Turn(long at, long pause) {}

  /**
   * @param millis the time, in milliseconds
   * @param first pause before a row is tried again that nothing changed for
   * @param most longest pause
   */
  public WaitSchedule(LongSupplier millis, Duration first, Duration most) {
    this.millis = millis;
    this.first = first.toMillis();
    this.most = Math.max(most.toMillis(), this.first);
  }

  /** A schedule by which every row is always due, that tried longest ago first. */
  public static WaitSchedule always() {
    return new WaitSchedule(new AtomicLong()::incrementAndGet, Duration.ZERO, Duration.ZERO);
  }

  /**
   * Tells that a row of this site was changed, by whomever, in a transaction that has committed.
   */
  public void changed(Item.Change change) {
    long count = changes.incrementAndGet();
    if (!needs.isEmpty()) {
      synchronized (this) {
        needs.met(change).forEach(row -> called.put(row, count));
      }
    }
  }

  /** Whether a row is to be tried now, or it is not known yet what waits. */
  public boolean isDue() {
    return isDue(millis.getAsLong());
  }

  /** As {@link #isDue()}, at some time: rows that were tried since are not due. */
  public synchronized boolean isDue(long at) {
    return !known || !called.isEmpty() || turns.values().stream().anyMatch(turn -> turn.at < at);
  }

  /** The time by which rows are due. */
  public long now() {
    return millis.getAsLong();
  }

  /** Makes all rows due. */
  public synchronized void hasten() {
    known = false;
    turns.clear();
  }

  /** Begins a transaction that may try rows, or let more wait. */
  long begin() {
    return changes.get();
  }

  /** Those of the waiting rows that are to be tried now, the most urgent first. */
  synchronized List<RowId> due(Collection<RowId> waiting) {
    long now = millis.getAsLong();
    List<RowId> due = new ArrayList<>();
    for (RowId row : waiting) {
      if (called.containsKey(row) || turns.getOrDefault(row, NOW).at <= now) {
        due.add(row);
      }
    }
    Comparator<RowId> urgent = Comparator.comparing(row -> !called.containsKey(row));
    due.sort(urgent.thenComparing(row -> turns.getOrDefault(row, NOW).at));
    return due;
  }

  /**
   * What a transaction has left when it has committed.
   *
   * @param begun what {@link #begin} returned
   * @param waiting all rows that wait now
   * @param fresh those of them that wait since this transaction
   * @param tried those that it tried
   * @param again those to be tried at once, as it had no time for them
   * @param needs what they wait for; not to be used by others any more
   */
  record Left(
      long begun,
      Set<RowId> waiting,
      Set<RowId> fresh,
      Set<RowId> tried,
      Set<RowId> again,
      NeedIndex needs) {}

  synchronized void ended(Left left) {
    needs = left.needs;
    known = true;
    // what came while the transaction was under way may be what a row waits for
    boolean missed = changes.get() != left.begun;
    long now = millis.getAsLong();
    turns.keySet().retainAll(left.waiting);
    called.keySet().retainAll(left.waiting);
    called.entrySet().removeIf(e -> left.tried.contains(e.getKey()) && e.getValue() <= left.begun);
    for (RowId row : left.waiting) {
      if (left.fresh.contains(row) || left.tried.contains(row)) {
        long pause = turns.getOrDefault(row, NOW).pause;
        long next = left.tried.contains(row) ? Math.max(first, pause * 2) : first;
        turns.put(row, new Turn(now + Math.min(most, next), Math.min(most, next)));
        if (missed && needs.knows(row) && !left.tried.contains(row)) {
          called.put(row, changes.get());
        }
      } else {
        turns.putIfAbsent(row, NOW);
      }
      if (left.again.contains(row)) {
        called.put(row, changes.get());
      }
    }
  }
}
