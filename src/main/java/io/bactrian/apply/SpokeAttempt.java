package io.bactrian.apply;

import io.bactrian.changeset.Item;
import io.bactrian.changeset.Key;
import io.bactrian.changeset.Operation;
import io.bactrian.changeset.Row;
import io.bactrian.changeset.RowId;
import io.bactrian.changeset.Table;
import io.bactrian.transform.RowPart;
import io.bactrian.transform.Values;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * One attempt to decide a part of a batch at a spoke. Its results are used only if the database
 * accepts all of its writes; otherwise a new attempt is made. For one thread.
 */
final class SpokeAttempt {
  private final HubView view;
  private final ApplyTransaction tx;
  private final long number;
  private final long acknowledged;
  private final long committed;
  private final CurrentRows current;
  private final Set<RowId> outbox;
  private final Map<RowId, Set<RowId>> cascaded;
  private final Set<RowId> raced;
  private final Set<RowId> followed;
  private final Map<RowId, Refused> refused;

  /** Rows that this attempt inserts, each with the position of our log that its entry answers. */
  private final Map<RowId, Long> inserted = new LinkedHashMap<>();

  private final WrittenRows written;
  private final SpokeWaits waits;

  /** Entries of rows that were written by an update of the key. */
  private final Set<HubEntry> moved = Collections.newSetFromMap(new IdentityHashMap<>());

  final List<Write> writes = new ArrayList<>();

  /** What the writes change in our rows. */
  final List<Item.Change> effects = new ArrayList<>();

  final List<OutboxRecord> drift = new ArrayList<>();
  final Map<RowId, Wait> awaited;
  final Map<RowId, Wait> deferred;
  long passedOver;

  /**
   * How far the two sites have applied each other's changes.
   *
   * @param number number of the hub's changeset
   * @param acknowledged position of our log through which the hub has applied
   * @param committed the same position as last committed; log entries after it are still needed if
   *     this transaction is rolled back and repeated
   */
  record Progress(long number, long acknowledged, long committed) {}

  /**
   * What is known from the stream and from earlier attempts at the same portion.
   *
   * @param cascaded for rows to delete: the rows that the database would delete with them, locked
   * @param raced rows that were found changed by others after an insert
   * @param followed rows that the database changes as well when it writes these entries, because a
   *     row to which they refer gets another key. That is a change of our own, so that what is
   *     written after it has to be one, too: the hub judges both
   * @param refused rows that the database refused, with the reason
   */
  record Known(
      Map<RowId, Set<RowId>> cascaded,
      Set<RowId> raced,
      Set<RowId> followed,
      Map<RowId, Refused> refused,
      Map<RowId, Wait> awaited,
      Map<RowId, Wait> deferred) {}

  /**
   * @param current all rows of the portion, already locked
   */
  SpokeAttempt(
      HubView view, ApplyTransaction tx, Progress progress, CurrentRows current, Known known) {
    this.view = view;
    this.tx = tx;
    number = progress.number();
    acknowledged = progress.acknowledged();
    committed = progress.committed();
    cascaded = known.cascaded();
    raced = known.raced();
    followed = known.followed();
    refused = known.refused();
    awaited = new HashMap<>(known.awaited());
    deferred = new LinkedHashMap<>(known.deferred());
    this.current = current;
    waits = new SpokeWaits(view.hub(), tx, number);
    written = new WrittenRows(view.altered().tables());
    Set<RowId> rows = new HashSet<>(current.ids());
    cascaded.values().forEach(rows::addAll);
    outbox = changed(rows);
  }

  /**
   * Reads the outbox, then capture's row, then the changelog: in any other order a change could be
   * missed while capture moves it.
   */
  private Set<RowId> changed(Set<RowId> rows) {
    Set<RowId> found = tx.changedInOutbox(view.hub(), rows);
    view.pendingRows().catchUp(tx.capturedThrough(), committed);
    return found;
  }

  /** Whether the row has a change of our own after this position of our log. */
  private boolean changedBeyond(RowId id, long position) {
    return raced.contains(id)
        || outbox.contains(id)
        || view.pendingRows().lastChange(id) > position;
  }

  /**
   * Returns rows inserted by this attempt that someone else inserted and deleted after they were
   * checked for pending changes, and rows that it wrote, and that the database changed as well
   * because a row to which they refer got another key: that is a change of our own, sent to the hub
   * like any other.
   */
  Set<RowId> changedMeanwhile() {
    Set<RowId> rows = new HashSet<>(inserted.keySet());
    if (mayMoveReferring()) {
      writes.forEach(write -> rows.addAll(write.ids()));
    }
    rows.removeAll(followed);
    Set<RowId> found = changedOf(rows);
    found.removeIf(this::deletedBySomethingElse);
    return found;
  }

  /** Those of these rows that have a change of our own now. */
  Set<RowId> changedOf(Set<RowId> rows) {
    if (rows.isEmpty()) {
      return new HashSet<>();
    }
    Set<RowId> found = new HashSet<>(changed(rows));
    found.retainAll(rows);
    inserted.forEach(
        (row, position) -> {
          if (rows.contains(row) && view.pendingRows().lastChange(row) > position) {
            found.add(row);
          }
        });
    return found;
  }

  /** Whether keys may be updated: as such, or where a row replaces another. */
  private boolean mayMoveReferring() {
    Set<String> deleted = new HashSet<>();
    writes.stream()
        .filter(write -> write.operation() == Operation.DELETE)
        .forEach(write -> deleted.add(write.table().name()));
    return hasMoved()
        || writes.stream()
            .anyMatch(w -> w.operation() == Operation.INSERT && deleted.contains(w.table().name()));
  }

  /** Whether it inserted the row, or gave it its key. */
  boolean inserted(RowId row) {
    return inserted.containsKey(row);
  }

  /**
   * Whether a row that this attempt leaves in place is gone: only what its own writes brought about
   * can have deleted it, since then. That is a change of our own like any other.
   */
  private boolean deletedBySomethingElse(RowId row) {
    Table table = view.tables().get(row.table());
    return current.get(row) != null && tx.read(table, List.of(row.key())).isEmpty();
  }

  /** After the writes: finds rows that stand otherwise than they were written, by table. */
  Map<String, AlteredRows.Found> altered() {
    return written.altered(tx, current);
  }

  /**
   * Updates the key of a row, if neither of the two rows is pending or awaited, and the new key is
   * free here.
   *
   * @param left of the row with the key before
   * @param come of the row with the new key, which is then done
   * @return false when the two have to be applied one by one
   */
  boolean move(HubEntry left, HubEntry come) {
    Row now = current.get(left.id());
    boolean may = now != null && current.get(come.id()) == null && come.bringsRow();
    for (HubEntry entry : List.of(left, come)) {
      RowId id = entry.id();
      may =
          may
              && !refused.containsKey(id)
              && !awaited.containsKey(id)
              && !changedBeyond(id, answered(entry));
    }
    if (!may) {
      return false;
    }
    if (!deferred.containsKey(left.id())) {
      Drift.found(view, number, left, now).ifPresent(drift::add);
    }
    deferred.remove(left.id());
    deferred.remove(come.id());
    BitSet differs = new BitSet();
    Row row = changed(come.table(), now, come.after(), differs);
    Key from = left.id().key();
    writes.add(new Write(come.table(), Operation.UPDATE, row, differs, view.hub(), from));
    effects.add(new Item.Change(come.table(), now, row));
    inserted.put(come.id(), answered(come));
    written.wrote(come.table(), come.id(), come.after().columns());
    current.set(left.id(), null);
    current.set(come.id(), row);
    moved.add(come);
    return true;
  }

  /** Whether it updates keys. */
  boolean hasMoved() {
    return !moved.isEmpty();
  }

  void apply(HubEntry entry) {
    if (entry.table() == null || moved.contains(entry)) {
      return;
    }
    if (entry.verdict() == null) {
      change(entry);
    } else if (entry.verdict().parked()) {
      recordAwaited(entry.id(), entry.verdict());
    } else {
      verdict(entry, entry.verdict());
    }
  }

  private void change(HubEntry entry) {
    RowId id = entry.id();
    Wait waiting = deferred.get(id);
    HubEntry combined =
        waiting == null
            ? entry
            : entry.upon(
                DeferredText.parse(id, tx.whole(waiting).payload()),
                view.toSpoke().given(entry.table()));
    if (changedBeyond(id, answered(combined)) || awaited.containsKey(id)) {
      passedOver++;
      deferred.remove(id);
      return;
    }
    if (combined.removes() && !entry.removes()) {
      return; // the held deletion stays, and is tried again after the others
    }
    if (waiting == null && !entry.loaded()) {
      Drift.found(view, number, entry, current.get(id)).ifPresent(drift::add);
    }
    write(combined);
  }

  private void recordAwaited(RowId id, Item.Verdict verdict) {
    awaited.put(id, waits.awaited(id, verdict));
    deferred.remove(id);
  }

  private void verdict(HubEntry entry, Item.Verdict verdict) {
    RowId id = entry.id();
    Wait waiting = awaited.get(id);
    if (waiting != null && waiting.number() <= verdict.number()) {
      awaited.remove(id);
    }
    if (changedBeyond(id, answered(entry)) || awaited.containsKey(id)) {
      passedOver++;
      deferred.remove(id);
      return;
    }
    write(entry);
  }

  /** Position of our log through which the hub had applied our changes when it wrote this entry. */
  private long answered(HubEntry entry) {
    return Math.max(acknowledged, view.throughPosition().applyAsLong(entry.answers()));
  }

  private void write(HubEntry entry) {
    RowId id = entry.id();
    Table table = entry.table();
    Row now = current.get(id);
    Refused reason = entry.removes() && now == null ? null : againstWriting(entry);
    if (reason != null) {
      defer(entry, now, reason);
      return;
    }
    Wait before = deferred.remove(id);
    RowPart part = entry.after();
    if (entry.removes()) {
      remove(id, table, now);
    } else if (now != null) {
      update(id, table, now, entry.part());
    } else if (part != null && part.owner()) {
      writes.add(new Write(table, Operation.INSERT, part.row(), part.columns(), origin(id)));
      effects.add(new Item.Change(table, null, part.row()));
      inserted.put(id, answered(entry));
      written.wrote(table, id, part.columns());
      current.set(id, part.row());
    } else if (part != null
        && (entry.announces() || before != null && SpokeWaits.isToCome(before))) {
      deferred.put(id, waits.toCome(entry, before));
    }
  }

  /** Why the entry has to wait; null when nothing stands against it. */
  private Refused againstWriting(HubEntry entry) {
    Refused reason = refused.get(entry.id());
    if (reason == null && entry.becomes() != null) {
      reason = refused.get(entry.becomes()); // the two wait together
    }
    return reason != null || !entry.removes() ? reason : unjudgedBelow(entry.id());
  }

  /**
   * A row is not deleted while the hub has yet to judge a change of a row that the database would
   * delete with it: its deletion would be sent after the change and wait at the hub as long as that
   * does.
   */
  private Refused unjudgedBelow(RowId id) {
    return cascaded.getOrDefault(id, Set.of()).stream()
        .filter(row -> changedBeyond(row, acknowledged) || awaited.containsKey(row))
        .findFirst()
        .map(
            row ->
                "The database would delete a row of %s with it, of which %s has yet to judge a change."
                    .formatted(row.table(), view.hub()))
        .map(Refused::meanwhile)
        .orElse(null);
  }

  private String origin(RowId id) {
    return followed.contains(id) ? null : view.hub();
  }

  private void remove(RowId id, Table table, Row now) {
    if (now != null) {
      writes.add(new Write(table, Operation.DELETE, now, new BitSet(), origin(id)));
      effects.add(new Item.Change(table, now, null));
      current.set(id, null);
    }
  }

  private void update(RowId id, Table table, Row now, RowPart part) {
    BitSet differs = new BitSet();
    Row row = changed(table, now, part, differs);
    if (!differs.isEmpty()) {
      writes.add(new Write(table, Operation.UPDATE, row, differs, origin(id)));
      effects.add(new Item.Change(table, now, row));
      written.wrote(table, id, part.columns());
      current.set(id, row);
    }
  }

  /**
   * @param differs set to the columns that the part changes
   */
  private static Row changed(Table table, Row now, RowPart part, BitSet differs) {
    CharSequence[] values = now.toArray();
    part.columns().stream()
        .filter(c -> !Values.same(table.column(c), now.cell(c), part.row().cell(c)))
        .forEach(
            c -> {
              differs.set(c);
              values[c] = part.row().cell(c);
            });
    return Row.owning(values);
  }

  private void defer(HubEntry entry, Row now, Refused why) {
    deferred.put(entry.id(), waits.deferred(entry, now, why, deferred.get(entry.id())));
  }
}
