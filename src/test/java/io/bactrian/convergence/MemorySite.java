package io.bactrian.convergence;

import io.bactrian.apply.ApplyTransaction;
import io.bactrian.apply.Failure;
import io.bactrian.apply.OutboxRecord;
import io.bactrian.apply.StreamState;
import io.bactrian.apply.Wait;
import io.bactrian.apply.Write;
import io.bactrian.capture.AbsenceCorrection;
import io.bactrian.changelog.Changelog;
import io.bactrian.changelog.Head;
import io.bactrian.changelog.LogEntry;
import io.bactrian.changeset.Item;
import io.bactrian.changeset.Key;
import io.bactrian.changeset.Operation;
import io.bactrian.changeset.Row;
import io.bactrian.changeset.RowId;
import io.bactrian.changeset.Table;
import io.bactrian.destination.DestinationRule;
import io.bactrian.destination.Destinations;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiConsumer;

/**
 * A site's database and changelog in memory: tables, triggers that fill an outbox, transactions with
 * savepoints at READ COMMITTED, capture in order of last numbers. Users' writes may happen between
 * any two calls of an applier's transaction (see {@link #between}).
 */
final class MemorySite implements Changelog {
  final String id;
  final Map<String, DestinationRule> destinations;
  final Map<RowId, Row> rows = new TreeMap<>(ORDER);
  final List<Out> outbox = new ArrayList<>();
  final Map<String, StreamState> streams = new HashMap<>();
  final List<Wait> waits = new ArrayList<>();
  final List<LogEntry> log = new ArrayList<>();
  final List<OutboxRecord.ConflictRecord> conflicts = new ArrayList<>();

  /** Called at named moments of an apply transaction. */
  BiConsumer<String, Table> between = (moment, table) -> {};

  /** Writes that the database refuses for their data. */
  java.util.function.Predicate<Write> refuses = write -> false;

  /** Fires after a user's or applier's own write, as an application's trigger would. */
  java.util.function.Function<RowId, RowId> applicationTrigger = written -> null;

  java.util.function.UnaryOperator<Row> touch = row -> row;

  private static final java.util.Comparator<RowId> ORDER =
      java.util.Comparator.comparing(RowId::table).thenComparing(RowId::key);
  private final Map<String, Table> tables = new HashMap<>();
  private long number;
  private long transactions;
  long capturedThrough;

  /** A row of the outbox; exactly one of change and record is given. */
  static final class Out {
    final long number;
    final String transaction;
    final Item.Change change;
    final String origin;
    final OutboxRecord record;

    Out(long number, String transaction, Item.Change change, String origin, OutboxRecord record) {
      this.number = number;
      this.transaction = transaction;
      this.change = change;
      this.origin = origin;
      this.record = record;
    }
  }

  MemorySite(String id, Collection<Table> tables, Map<String, DestinationRule> destinations) {
    this.id = id;
    this.destinations = destinations;
    tables.forEach(table -> this.tables.put(table.name(), table));
  }

  Table table(String name) {
    return tables.get(name);
  }

  /** A user's transaction of one write; null removes. */
  void write(Table table, Key key, Row after) {
    put("u" + ++transactions, table, key, after, null, true);
  }

  private Runnable put(
      String tx, Table table, Key key, Row after, String origin, boolean fireTrigger) {
    RowId rowId = new RowId(table.name(), key);
    Row before = after == null ? rows.remove(rowId) : rows.put(rowId, after);
    if (java.util.Objects.equals(before, after)) {
      return () -> {};
    }
    Out out = new Out(++number, tx, new Item.Change(table, before, after), origin, null);
    outbox.add(out);
    List<Runnable> undo = new ArrayList<>();
    undo.add(
        () -> {
          outbox.remove(out);
          if (before == null) {
            rows.remove(rowId);
          } else {
            rows.put(rowId, before);
          }
        });
    RowId other = fireTrigger && after != null ? applicationTrigger.apply(rowId) : null;
    if (other != null && rows.containsKey(other)) {
      undo.add(
          put(tx, table(other.table()), other.key(), touch.apply(rows.get(other)), null, false));
    }
    return () -> {
      for (int i = undo.size() - 1; i >= 0; i--) {
        undo.get(i).run();
      }
    };
  }

  /** Everything committed moves to the log: transactions whole, by their last number. */
  void capture() {
    Map<String, List<Out>> byTransaction = new LinkedHashMap<>();
    for (Out out : outbox) {
      byTransaction.computeIfAbsent(out.transaction, t -> new ArrayList<>()).add(out);
    }
    List<List<Out>> ordered = new ArrayList<>(byTransaction.values());
    ordered.sort(java.util.Comparator.comparingLong(list -> list.get(list.size() - 1).number));
    for (List<Out> transaction : ordered) {
      for (int i = 0; i < transaction.size(); i++) {
        append(transaction.get(i), i == transaction.size() - 1);
      }
    }
    outbox.clear();
    capturedThrough = log.size();
  }

  private void append(Out out, boolean last) {
    if (out.change != null) {
      DestinationRule rule = destinations.get(out.change.table().name());
      entry(
          out,
          rule.of(out.change.table(), out.change.before()),
          rule.of(out.change.table(), out.change.after()),
          last,
          out.change);
    } else if (out.record instanceof OutboxRecord.VerdictFor verdict) {
      Destinations to = Destinations.of(verdict.destination());
      var correction =
          AbsenceCorrection.concerns(verdict)
              ? AbsenceCorrection.of(verdict, log.subList((int) verdict.judgedAt(), log.size()))
              : java.util.Optional.<Item.Verdict>empty();
      entry(out, Destinations.NONE, to, last && correction.isEmpty(), verdict.verdict());
      correction.ifPresent(better -> entry(out, Destinations.NONE, to, last, better));
    } else if (out.record instanceof OutboxRecord.MarkerFor marker) {
      entry(
          out, Destinations.NONE, Destinations.of(marker.destination()), last, marker.marker());
    } else if (out.record instanceof OutboxRecord.ConflictRecord conflict) {
      conflicts.add(conflict);
    }
  }

  private void entry(Out out, Destinations before, Destinations after, boolean last, Item item) {
    log.add(
        new LogEntry(
            log.size() + 1,
            out.number,
            out.transaction,
            Instant.EPOCH,
            out.origin,
            before,
            after,
            last,
            item));
  }

  // -- Changelog

  @Override
  public Head head() {
    return new Head(1, 1, "", log.size(), 0);
  }

  @Override
  public Head append(Head expected, String nonce, Iterator<LogEntry> entries) {
    throw new UnsupportedOperationException("this log is filled by capture()");
  }

  @Override
  public Entries read(long after, long through) {
    Iterator<LogEntry> it = log.subList((int) after, (int) through).iterator();
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

  // -- an applier's transaction

  ApplyTransaction begin() {
    return new Transaction();
  }

  private final class Transaction implements ApplyTransaction {
    private final String tx = "a" + ++transactions;
    private final Deque<Runnable> undo = new ArrayDeque<>();
    private boolean done;

    @Override
    public StreamState lockStream(String source) {
      return streams.getOrDefault(source, new StreamState(source, 1, 0, "", 0, 0));
    }

    @Override
    public void saveStream(StreamState state) {
      StreamState old = streams.put(state.source(), state);
      undo.push(
          () -> {
            if (old == null) {
              streams.remove(state.source());
            } else {
              streams.put(state.source(), old);
            }
          });
    }

    @Override
    public Map<Key, Row> loadAndLock(Table table, Collection<Key> keys) {
      return read(table, keys);
    }

    @Override
    public Map<Key, Row> read(Table table, Collection<Key> keys) {
      Map<Key, Row> found = new HashMap<>();
      for (Key key : keys) {
        Row row = rows.get(new RowId(table.name(), key));
        if (row != null) {
          found.put(key, row);
        }
      }
      return found;
    }

    @Override
    public List<Failure> write(List<Write> writes) {
      List<Failure> failures = new ArrayList<>();
      for (Write write : writes) {
        between.accept("before " + write.operation(), write.table());
        RowId rowId = new RowId(write.table().name(), write.key());
        Row now = rows.get(rowId);
        if (write.operation() == Operation.INSERT && (now != null || refuses.test(write))) {
          failures.add(new Failure(write, Failure.Kind.UNIQUE_KEY_TAKEN, "key taken"));
          continue;
        }
        Row after = null;
        if (write.operation() == Operation.INSERT) {
          after = write.row();
        } else if (write.operation() == Operation.UPDATE) {
          String[] values = now.toArray();
          write.columns().stream().forEach(c -> values[c] = write.row().get(c));
          after = Row.owning(values);
        }
        undo.push(MemorySite.this.put(tx, write.table(), write.key(), after, write.origin(), true));
      }
      return failures;
    }

    @Override
    public Object savepoint() {
      return undo.size();
    }

    @Override
    public void rollbackTo(Object savepoint) {
      while (undo.size() > (Integer) savepoint) {
        undo.pop().run();
      }
    }

    @Override
    public Set<RowId> changedInOutbox(String partner, Collection<RowId> wanted) {
      Set<RowId> changed = new HashSet<>();
      Set<RowId> ids = new HashSet<>(wanted);
      for (Out out : outbox) {
        if (out.change != null && out.origin == null) {
          RowId rowId = new RowId(out.change.table().name(), out.change.key());
          DestinationRule rule = destinations.get(rowId.table());
          if (ids.contains(rowId)
              && (rule.of(out.change.table(), out.change.before()).includes(partner)
                  || rule.of(out.change.table(), out.change.after()).includes(partner))) {
            changed.add(rowId);
          }
        }
      }
      return changed;
    }

    @Override
    public Set<RowId> touchedBesides(Set<RowId> written) {
      return Set.of();
    }

    @Override
    public long capturedThrough() {
      return capturedThrough;
    }

    @Override
    public void append(List<OutboxRecord> records) {
      between.accept("before append", null);
      for (OutboxRecord record : records) {
        Out out = new Out(++number, tx, null, null, record);
        outbox.add(out);
        undo.push(() -> outbox.remove(out));
      }
    }

    @Override
    public List<Wait> waits(String stream) {
      return waits.stream().filter(wait -> wait.stream().equals(stream)).toList();
    }

    @Override
    public void put(Wait wait) {
      waits.add(wait);
      undo.push(() -> waits.remove(wait));
    }

    @Override
    public void remove(Wait wait) {
      if (waits.remove(wait)) {
        undo.push(() -> waits.add(wait));
      }
    }

    @Override
    public void commit() {
      done = true;
    }

    @Override
    public void close() {
      if (!done) {
        rollbackTo(0);
      }
    }
  }
}
