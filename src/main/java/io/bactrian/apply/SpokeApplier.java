package io.bactrian.apply;

import io.bactrian.changeset.Header;
import io.bactrian.changeset.Item;
import io.bactrian.changeset.Operation;
import io.bactrian.changeset.Row;
import io.bactrian.changeset.RowId;
import io.bactrian.changeset.Table;
import io.bactrian.conflict.Conflict;
import io.bactrian.conflict.Decision;
import io.bactrian.conflict.Kind;
import io.bactrian.transform.Mapping;
import io.bactrian.transform.RowPart;
import io.bactrian.transform.Values;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongUnaryOperator;
import java.util.function.Supplier;

/**
 * A spoke rebases onto the hub's stream, in one transaction a changeset: section 4 of the protocol,
 * "At a spoke". What is pending is checked after the rows are locked, in new statements: the outbox,
 * capture's row, then the changelog. Thread-safe as far as {@link PendingRows} is; a transaction
 * belongs to one thread.
 */
public final class SpokeApplier {
  private static final int BATCH = 1_000;

  private final String hub;
  private final Mapping toSpoke;
  private final PendingRows pendingRows;
  private final LongUnaryOperator throughPosition;
  private final Map<String, Table> tables;
  private final Supplier<String> ids;

  /**
   * @param toSpoke from the hub's tables to ours
   * @param throughPosition log position that our changeset of this number covers
   * @param tables ours, by name
   * @param ids for conflict records
   */
  public SpokeApplier(
      String hub,
      Mapping toSpoke,
      PendingRows pendingRows,
      LongUnaryOperator throughPosition,
      Map<String, Table> tables,
      Supplier<String> ids) {
    this.hub = hub;
    this.toSpoke = toSpoke;
    this.pendingRows = pendingRows;
    this.throughPosition = throughPosition;
    this.tables = Map.copyOf(tables);
    this.ids = ids;
  }

  /** Applies and commits. */
  public synchronized Applied apply(
      ApplyTransaction tx, Header header, String hash, Iterator<Item> items) {
    StreamState state = tx.lockStream(hub);
    StreamGuard.check(state, header);
    Session session = new Session(tx, header.number(), state);
    List<Intent> batch = new ArrayList<>();
    while (items.hasNext()) {
      Item item = items.next();
      if (item instanceof Item.Marker marker) {
        session.work(batch);
        batch.clear();
        session.marker(marker);
      } else if (item instanceof Item.Change change) {
        session.tally.changes++;
        Parts.of(toSpoke, change).rows().forEach((id, pair) -> batch.add(intent(id, pair)));
      } else if (item instanceof Item.Verdict verdict) {
        session.tally.changes++;
        batch.add(intent(verdict));
      }
      if (batch.size() >= BATCH) {
        session.work(batch);
        batch.clear();
      }
    }
    session.work(batch);
    session.retryHeld();
    if (session.tally.changes > 0) {
      tx.append(
          List.of(
              new OutboxRecord.MarkerFor(
                  hub, new Item.Marker(header.incarnation(), header.number()))));
    }
    tx.saveStream(
        new StreamState(
            hub,
            header.incarnation(),
            header.number(),
            hash,
            session.acknowledgedNumber,
            session.acknowledgedPosition));
    tx.commit();
    return session.tally.applied();
  }

  /**
   * What one entry wants of one of our rows.
   *
   * @param before what the hub believes the row to be, null: absent; not known for a verdict
   * @param after what it is to be, null: absent
   * @param verdict null for a change
   */
  record Intent(RowId id, Table table, RowPart before, RowPart after, Item.Verdict verdict) {}

  private static Intent intent(RowId id, Parts.Pair pair) {
    return new Intent(id, pair.any().target(), pair.before(), pair.after(), null);
  }

  private Intent intent(Item.Verdict verdict) {
    RowId id = new RowId(verdict.table(), verdict.key());
    RowPart part = Verdicts.part(toSpoke, id, verdict.rows());
    return new Intent(id, tables.get(verdict.table()), null, part, verdict);
  }

  /** One changeset under way. */
  private final class Session {
    final ApplyTransaction tx;
    final long number;
    final Tally tally = new Tally();
    final Map<RowId, Wait> awaited = new HashMap<>();
    final Map<RowId, Wait> held = new LinkedHashMap<>();
    long acknowledgedNumber;
    long acknowledgedPosition;

    Session(ApplyTransaction tx, long number, StreamState state) {
      this.tx = tx;
      this.number = number;
      acknowledgedNumber = state.acknowledgedNumber();
      acknowledgedPosition = state.acknowledgedPosition();
      for (Wait wait : tx.waits(hub)) {
        RowId id = new RowId(wait.table(), wait.key());
        if (wait.kind() == Wait.Kind.AWAITED) {
          awaited.put(id, wait);
        } else if (wait.kind() == Wait.Kind.HELD) {
          held.put(id, wait);
        }
      }
    }

    void marker(Item.Marker marker) {
      if (marker.number() > acknowledgedNumber) {
        acknowledgedNumber = marker.number();
        acknowledgedPosition = throughPosition.applyAsLong(marker.number());
      }
    }

    void work(List<Intent> batch) {
      if (batch.isEmpty()) {
        return;
      }
      Map<RowId, Table> tables = new LinkedHashMap<>();
      for (Intent intent : batch) {
        if (intent.table() != null) {
          tables.put(intent.id(), intent.table());
        }
      }
      Set<RowId> raced = new HashSet<>();
      Map<RowId, String> refused = new HashMap<>();
      while (true) {
        Object savepoint = tx.savepoint();
        Attempt attempt = new Attempt(tables, raced, refused);
        batch.forEach(attempt::apply);
        List<Failure> failures = tx.write(attempt.writes);
        failures.forEach(
            failure ->
                refused.put(
                    new RowId(failure.write().table().name(), failure.write().key()),
                    failure.reason()));
        Set<RowId> late =
            failures.isEmpty() ? attempt.pendingAmong(attempt.inserted) : Set.of();
        if (failures.isEmpty() && late.isEmpty()) {
          attempt.keep();
          return;
        }
        raced.addAll(late);
        tx.rollbackTo(savepoint);
      }
    }

    /** Entries that could not be written are tried again once everything later is in. */
    void retryHeld() {
      List<Intent> again = new ArrayList<>();
      for (Wait wait : List.copyOf(held.values())) {
        again.add(HeldText.parse(new RowId(wait.table(), wait.key()), wait.payload()));
      }
      work(again);
    }

    /** One try at a batch. */
    private final class Attempt {
      final Map<RowId, Table> tables;
      final CurrentRows current;
      final Set<RowId> outbox;
      final Set<RowId> raced;
      final Map<RowId, String> refused;
      final List<Write> writes = new ArrayList<>();
      final Set<RowId> inserted = new LinkedHashSet<>();
      final List<OutboxRecord> records = new ArrayList<>();
      final Map<RowId, Wait> nowAwaited = new HashMap<>(awaited);
      final Map<RowId, Wait> nowHeld = new LinkedHashMap<>(held);
      long passedOver;
      int drift;

      Attempt(Map<RowId, Table> tables, Set<RowId> raced, Map<RowId, String> refused) {
        this.tables = tables;
        this.raced = raced;
        this.refused = refused;
        current = new CurrentRows(tx, tables);
        outbox = tx.changedInOutbox(hub, tables.keySet());
        pendingRows.catchUp(tx.capturedThrough(), acknowledgedPosition);
      }

      /** Whether the row has an own change beyond this position of our log. */
      private boolean changedBeyond(RowId id, long position) {
        return raced.contains(id)
            || outbox.contains(id)
            || pendingRows.lastChange(id) > position;
      }

      /** In this order: the outbox, capture's row, the changelog; else a change could slip by. */
      Set<RowId> pendingAmong(Set<RowId> rows) {
        if (rows.isEmpty()) {
          return Set.of();
        }
        Set<RowId> changed = new HashSet<>(tx.changedInOutbox(hub, rows));
        pendingRows.catchUp(tx.capturedThrough(), acknowledgedPosition);
        for (RowId row : rows) {
          if (pendingRows.lastChange(row) > acknowledgedPosition) {
            changed.add(row);
          }
        }
        return changed;
      }

      void apply(Intent intent) {
        if (intent.verdict() == null) {
          change(intent);
        } else {
          verdict(intent, intent.verdict());
        }
      }

      private void change(Intent intent) {
        RowId id = intent.id();
        if (changedBeyond(id, acknowledgedPosition) || nowAwaited.containsKey(id)) {
          passedOver++;
          nowHeld.remove(id);
          return;
        }
        write(intent, nowHeld.containsKey(id));
      }

      private void verdict(Intent intent, Item.Verdict verdict) {
        RowId id = intent.id();
        Wait waiting = nowAwaited.get(id);
        if (verdict.parked()) {
          nowAwaited.put(
              id,
              new Wait(
                  hub,
                  Wait.Kind.AWAITED,
                  id.table(),
                  id.key(),
                  0,
                  verdict.number(),
                  "parked at " + hub,
                  ""));
          return;
        }
        if (waiting != null && waiting.number() <= verdict.number()) {
          nowAwaited.remove(id);
        }
        boolean newer = changedBeyond(id, throughPosition.applyAsLong(verdict.number()));
        if (newer || nowAwaited.containsKey(id)) {
          passedOver++;
          return;
        }
        write(intent, true);
      }

      /** @param unknown whether what the row should be before is not known */
      private void write(Intent intent, boolean unknown) {
        RowId id = intent.id();
        Table table = tables.get(id);
        if (table == null) {
          return;
        }
        if (refused.containsKey(id)) {
          hold(intent);
          return;
        }
        nowHeld.remove(id);
        Row now = current.get(id);
        RowPart part = intent.after();
        if (!unknown) {
          drift(intent, table, now);
        }
        if (part == null) {
          remove(intent, id, table, now);
          return;
        }
        if (now == null) {
          writes.add(new Write(table, Operation.INSERT, part.row(), part.columns(), hub));
          inserted.add(id);
          current.set(id, part.row());
          return;
        }
        BitSet differs = new BitSet();
        String[] values = now.toArray();
        part.columns().stream()
            .filter(c -> !Values.same(table.column(c), now.get(c), part.row().get(c)))
            .forEach(
                c -> {
                  differs.set(c);
                  values[c] = part.row().get(c);
                });
        if (!differs.isEmpty()) {
          Row row = Row.owning(values);
          writes.add(new Write(table, Operation.UPDATE, row, differs, hub));
          current.set(id, row);
        }
      }

      private void remove(Intent intent, RowId id, Table table, Row now) {
        if (now == null) {
          return;
        }
        RowPart before = intent.before();
        if (before == null || before.owner()) {
          writes.add(new Write(table, Operation.DELETE, now, new BitSet(), hub));
          current.set(id, null);
          return;
        }
        String[] values = now.toArray();
        BitSet columns = (BitSet) before.columns().clone();
        for (int i = 0; i < table.keyWidth(); i++) {
          columns.clear(table.keyPosition(i));
        }
        columns.stream().forEach(c -> values[c] = null);
        Row row = Row.owning(values);
        writes.add(new Write(table, Operation.UPDATE, row, columns, hub));
        current.set(id, row);
      }

      /** The row is not what the hub believes, and nothing pending explains it. */
      private void drift(Intent intent, Table table, Row now) {
        RowPart before = intent.before();
        boolean differs =
            before == null
                ? now != null && intent.after() != null && intent.after().owner()
                : now == null
                    ? before.owner()
                    : !before.columns().stream()
                        .allMatch(
                            c -> Values.same(table.column(c), now.get(c), before.row().get(c)));
        if (!differs) {
          return;
        }
        drift++;
        RowPart part = before != null ? before : intent.after();
        Conflict conflict =
            new Conflict(
                Kind.DRIFT,
                table,
                part.columns().stream().boxed().toList(),
                before == null ? null : before.row(),
                intent.after() == null ? null : intent.after().row(),
                now,
                hub);
        Row result = intent.after() == null ? null : intent.after().row();
        records.add(
            new OutboxRecord.ConflictRecord(
                ids.get(), number, conflict, new Decision(result, "drift", 0, false)));
      }

      private void hold(Intent intent) {
        RowId id = intent.id();
        nowHeld.put(
            id,
            new Wait(
                hub,
                Wait.Kind.HELD,
                id.table(),
                id.key(),
                0,
                number,
                refused.get(id),
                HeldText.of(intent, tables.get(id), current.get(id))));
      }

      void keep() {
        tally.written += writes.size();
        tally.passedOver += passedOver;
        tally.drift += drift;
        tx.append(records);
        replace(awaited, nowAwaited);
        tally.parked += (int) nowHeld.keySet().stream().filter(id -> !held.containsKey(id)).count();
        replace(held, nowHeld);
      }

      private void replace(Map<RowId, Wait> before, Map<RowId, Wait> after) {
        before.forEach(
            (id, wait) -> {
              if (!wait.equals(after.get(id))) {
                tx.remove(wait);
              }
            });
        after.forEach(
            (id, wait) -> {
              if (!wait.equals(before.get(id))) {
                tx.put(wait);
              }
            });
        before.clear();
        before.putAll(after);
      }
    }
  }
}
