package io.bactrian.apply;

import io.bactrian.changeset.Item;
import io.bactrian.changeset.Key;
import io.bactrian.changeset.Row;
import io.bactrian.changeset.RowId;
import java.util.ArrayList;
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
  private final CurrentRows current;
  private final OwnChanges own;
  private final Map<RowId, Set<RowId>> cascaded;
  private final Set<RowId> followed;
  private final Map<RowId, Refused> refused;
  private final SpokeWaits waits;

  /** Entries of rows that were written by an update of the key. */
  private final Set<HubEntry> moved = Collections.newSetFromMap(new IdentityHashMap<>());

  final SpokeWrites writes;
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
    cascaded = known.cascaded();
    followed = known.followed();
    refused = known.refused();
    awaited = new HashMap<>(known.awaited());
    deferred = new LinkedHashMap<>(known.deferred());
    this.current = current;
    waits = new SpokeWaits(view.hub(), tx, number);
    writes = new SpokeWrites(view, current, followed);
    Set<RowId> rows = new HashSet<>(current.ids());
    cascaded.values().forEach(rows::addAll);
    own = new OwnChanges(view, tx, progress.committed(), rows, known.raced());
  }

  /**
   * Returns rows inserted by this attempt that someone else inserted and deleted after they were
   * checked for pending changes, and rows that it wrote, and that the database changed as well
   * because a row to which they refer got another key: that is a change of our own, sent to the hub
   * like any other.
   */
  Set<RowId> changedMeanwhile() {
    Set<RowId> rows = new HashSet<>(writes.inserted.keySet());
    if (writes.mayMoveReferring()) {
      writes.all.forEach(write -> rows.addAll(write.ids()));
    }
    rows.removeAll(followed);
    Set<RowId> found = changedOf(rows);
    found.removeAll(deletedBySomethingElse(found));
    return found;
  }

  /** Those of these rows that have a change of our own now. */
  Set<RowId> changedOf(Set<RowId> rows) {
    return own.now(rows, writes.inserted);
  }

  /** Whether it inserted the row, or gave it its key. */
  boolean inserted(RowId row) {
    return writes.inserted.containsKey(row);
  }

  /**
   * Those of these rows that this attempt leaves in place, and that are gone: only what its own
   * writes brought about can have deleted them, since then. That is a change of our own like any
   * other.
   */
  private Set<RowId> deletedBySomethingElse(Set<RowId> rows) {
    Map<String, List<Key>> left = new HashMap<>();
    for (RowId row : rows) {
      if (current.get(row) != null) {
        left.computeIfAbsent(row.table(), table -> new ArrayList<>()).add(row.key());
      }
    }
    Set<RowId> gone = new HashSet<>();
    left.forEach(
        (table, keys) ->
            InParts.of(
                keys,
                some -> {
                  Set<Key> there = tx.read(view.tables().get(table), some).keySet();
                  some.stream()
                      .filter(key -> !there.contains(key))
                      .forEach(key -> gone.add(new RowId(table, key)));
                }));
    return gone;
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
              && !own.beyond(id, answered(entry));
    }
    if (!may) {
      return false;
    }
    if (!deferred.containsKey(left.id())) {
      Drift.found(view, number, left, now).ifPresent(drift::add);
    }
    deferred.remove(left.id());
    deferred.remove(come.id());
    writes.move(left.id(), come, answered(come));
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
    if (entry.withdraws()) {
      withdraw(entry, waiting);
      return;
    }
    HubEntry earlier = waiting == null ? null : DeferredText.parse(id, tx.whole(waiting).payload());
    HubEntry combined =
        earlier == null ? entry : entry.upon(earlier, view.toSpoke().given(entry.table()));
    if (own.beyond(id, answered(combined)) || awaited.containsKey(id)) {
      passedOver++;
      deferred.remove(id);
      return;
    }
    if (combined.removes() && !entry.removes()) {
      return; // the held deletion stays, and is tried again after the others
    }
    if (earlier != null && earlier.removes() && entry.announces()) {
      deferred.put(id, waits.toCome(combined, waiting));
      return;
    }
    if (waiting == null && !entry.loaded()) {
      Drift.found(view, number, entry, current.get(id)).ifPresent(drift::add);
    }
    write(combined);
  }

  /**
   * A row that was to come does not. What is here instead was to be deleted before it was told of.
   */
  private void withdraw(HubEntry entry, Wait waiting) {
    RowId id = entry.id();
    if (waiting == null || !SpokeWaits.isToCome(waiting)) {
      return;
    }
    deferred.remove(id);
    boolean ours = own.beyond(id, answered(entry)) || awaited.containsKey(id);
    if (!ours && current.get(id) != null) {
      write(entry.deletion());
    }
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
    if (own.beyond(id, answered(entry)) || awaited.containsKey(id)) {
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
    Row now = current.get(id);
    Refused reason = entry.removes() && now == null ? null : againstWriting(entry);
    if (reason != null) {
      deferred.put(id, waits.deferred(entry, now, reason, deferred.get(id)));
      return;
    }
    Wait before = deferred.remove(id);
    boolean comes =
        before != null && SpokeWaits.isToCome(before) || now == null && entry.announces();
    boolean kept = comes && entry.isPart();
    boolean other = entry.verdict() != null && entry.announces(); // than the row that is here
    if (kept || other) {
      deferred.put(id, waits.toCome(entry, before));
    }
    if (!kept) {
      writes.write(entry, answered(entry));
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
        .filter(row -> own.beyond(row, acknowledged) || awaited.containsKey(row))
        .findFirst()
        .map(waits::unjudged)
        .orElse(null);
  }
}
