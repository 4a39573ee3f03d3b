package io.bactrian.apply;

import io.bactrian.changeset.Item;
import io.bactrian.changeset.Operation;
import io.bactrian.changeset.Row;
import io.bactrian.changeset.RowId;
import io.bactrian.changeset.Table;
import io.bactrian.transform.RowPart;
import io.bactrian.transform.Values;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** One try at a batch; nothing of it is kept until the database took all of it. */
final class SpokeAttempt {
  private final HubView view;
  private final ApplyTransaction tx;
  private final long number;
  private final long acknowledged;
  private final long committed;
  private final CurrentRows current;
  private final Set<RowId> outbox;
  private final Set<RowId> raced;
  private final Map<RowId, String> refused;

  /** Rows that were absent, each with the position of our log that its entry answers. */
  private final Map<RowId, Long> inserted = new LinkedHashMap<>();

  final List<Write> writes = new ArrayList<>();
  final List<OutboxRecord> drift = new ArrayList<>();
  final Map<RowId, Wait> awaited;
  final Map<RowId, Wait> deferred;
  long passedOver;

  /**
   * How far the two sites are.
   *
   * @param number the hub's changeset
   * @param acknowledged position of our log through which the hub has applied
   * @param committed the same as this transaction found it: what is after it may still be asked
   *     for, by a repeat if this transaction is rolled back
   */
  record Progress(long number, long acknowledged, long committed) {}

  /**
   * What is known before the portion is decided.
   *
   * @param raced rows found changed after an insert
   * @param refused rows that the database did not take, with the reason
   */
  record Known(
      Set<RowId> raced,
      Map<RowId, String> refused,
      Map<RowId, Wait> awaited,
      Map<RowId, Wait> deferred) {}

  /**
   * @param current all rows of the portion, locked before
   */
  SpokeAttempt(
      HubView view, ApplyTransaction tx, Progress progress, CurrentRows current, Known known) {
    this.view = view;
    this.tx = tx;
    number = progress.number();
    acknowledged = progress.acknowledged();
    committed = progress.committed();
    raced = known.raced();
    refused = known.refused();
    awaited = new HashMap<>(known.awaited());
    deferred = new LinkedHashMap<>(known.deferred());
    this.current = current;
    outbox = changed(current.ids());
  }

  /** In this order: the outbox, capture's row, the changelog; else a change could slip by. */
  private Set<RowId> changed(Set<RowId> rows) {
    Set<RowId> found = tx.changedInOutbox(view.hub(), rows);
    view.pendingRows().catchUp(tx.capturedThrough(), committed);
    return found;
  }

  /** Whether the row has an own change beyond this position of our log. */
  private boolean changedBeyond(RowId id, long position) {
    return raced.contains(id)
        || outbox.contains(id)
        || view.pendingRows().lastChange(id) > position;
  }

  /** Rows inserted here that someone else had inserted and deleted between check and insert. */
  Set<RowId> changedMeanwhile() {
    if (inserted.isEmpty()) {
      return Set.of();
    }
    Set<RowId> found = new HashSet<>(changed(inserted.keySet()));
    inserted.forEach(
        (row, position) -> {
          if (view.pendingRows().lastChange(row) > position) {
            found.add(row);
          }
        });
    return found;
  }

  void apply(HubEntry intent) {
    if (intent.table() == null) {
      return;
    }
    if (intent.verdict() == null) {
      change(intent);
    } else if (intent.verdict().parked()) {
      await(intent.id(), intent.verdict());
    } else {
      verdict(intent, intent.verdict());
    }
  }

  private void change(HubEntry intent) {
    RowId id = intent.id();
    Wait waiting = deferred.get(id);
    HubEntry whole =
        waiting == null ? intent : intent.upon(DeferredText.parse(id, tx.whole(waiting).payload()));
    if (changedBeyond(id, answered(whole)) || awaited.containsKey(id)) {
      passedOver++;
      deferred.remove(id);
      return;
    }
    if (waiting == null && !intent.loaded()) {
      Drift.found(view, number, intent, current.get(id)).ifPresent(drift::add);
    }
    write(whole);
  }

  private void await(RowId id, Item.Verdict verdict) {
    awaited.put(
        id,
        new Wait(
            view.hub(),
            Wait.Kind.AWAITED,
            id.table(),
            id.key(),
            0,
            verdict.number(),
            "parked at " + view.hub(),
            "" + this.number));
    deferred.remove(id);
  }

  private void verdict(HubEntry intent, Item.Verdict verdict) {
    RowId id = intent.id();
    Wait waiting = awaited.get(id);
    if (waiting != null && waiting.number() <= verdict.number()) {
      awaited.remove(id);
    }
    if (changedBeyond(id, answered(intent)) || awaited.containsKey(id)) {
      passedOver++;
      deferred.remove(id);
      return;
    }
    write(intent);
  }

  /** Position of our log through which the hub knew our changes when it said this. */
  private long answered(HubEntry intent) {
    return Math.max(acknowledged, view.throughPosition().applyAsLong(intent.answers()));
  }

  private void write(HubEntry intent) {
    RowId id = intent.id();
    Table table = intent.table();
    Row now = current.get(id);
    if (refused.containsKey(id) && !(intent.removes() && now == null)) {
      hold(intent, now);
      return;
    }
    deferred.remove(id);
    RowPart part = intent.after();
    if (intent.removes()) {
      remove(id, table, now);
    } else if (now != null) {
      update(id, table, now, part != null ? part : nothing(table, intent.before()));
    } else if (part != null && part.owner()) {
      writes.add(new Write(table, Operation.INSERT, part.row(), part.columns(), view.hub()));
      inserted.put(id, answered(intent));
      current.set(id, part.row());
    }
  }

  private void remove(RowId id, Table table, Row now) {
    if (now != null) {
      writes.add(new Write(table, Operation.DELETE, now, new BitSet(), view.hub()));
      current.set(id, null);
    }
  }

  private static RowPart nothing(Table table, RowPart before) {
    Row row = Row.owning(new String[table.width()]);
    return new RowPart(table, row, KeyColumns.without(table, before.columns()), false);
  }

  private void update(RowId id, Table table, Row now, RowPart part) {
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
      writes.add(new Write(table, Operation.UPDATE, row, differs, view.hub()));
      current.set(id, row);
    }
  }

  private void hold(HubEntry intent, Row now) {
    RowId id = intent.id();
    deferred.put(
        id,
        new Wait(
            view.hub(),
            Wait.Kind.DEFERRED,
            id.table(),
            id.key(),
            0,
            number,
            refused.get(id),
            DeferredText.of(intent, intent.table(), now)));
  }
}
