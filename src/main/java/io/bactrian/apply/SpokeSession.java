package io.bactrian.apply;

import io.bactrian.changeset.Header;
import io.bactrian.changeset.Item;
import io.bactrian.changeset.Key;
import io.bactrian.changeset.Row;
import io.bactrian.changeset.RowId;
import io.bactrian.changeset.Table;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** One transaction of a spoke's applier: how far the hub has come, what is awaited and deferred. */
final class SpokeSession extends Session {
  private final HubView view;
  private final ApplyTransaction tx;
  private final StreamState found;
  private final long number;
  private final Map<RowId, Wait> awaited = new HashMap<>();
  private final Map<RowId, Wait> deferred = new LinkedHashMap<>();
  private final Set<RowId> deferredBefore;
  private final long committedPosition;
  private long acknowledgedNumber;
  private long acknowledgedPosition;
  private LoadProgress wanted;

  /**
   * @param number the hub's changeset
   */
  SpokeSession(HubView view, ApplyTransaction tx, long number, StreamState state) {
    this.view = view.forOneTransaction();
    this.tx = tx;
    this.number = number;
    found = state;
    acknowledgedNumber = state.acknowledgedNumber();
    acknowledgedPosition = state.acknowledgedPosition();
    committedPosition = state.acknowledgedPosition();
    for (Wait wait : tx.waits(view.hub(), Wait.Kind.AWAITED)) {
      awaited.put(new RowId(wait.table(), wait.key()), wait);
    }
    for (Wait wait : tx.waits(view.hub(), Wait.Kind.DEFERRED)) {
      deferred.put(new RowId(wait.table(), wait.key()), wait);
    }
    deferredBefore = Set.copyOf(deferred.keySet());
  }

  ApplyTransaction tx() {
    return tx;
  }

  @Override
  StreamState found() {
    return found;
  }

  @Override
  void take(List<Item> controls) {
    for (Item control : controls) {
      if (control instanceof Item.Marker marker) {
        marker(marker);
      } else if (control instanceof Item.Request request) {
        tally.changes++;
        request(request);
      }
    }
  }

  @Override
  Batch transform(List<Item> rows) {
    List<HubEntry> entries = new ArrayList<>(rows.size());
    for (Item row : rows) {
      if (row instanceof Item.Change change) {
        MappedChange.of(view.toSpoke(), change)
            .rows()
            .forEach((id, pair) -> entries.add(HubEntry.of(id, pair)));
      } else if (row instanceof Item.Present present) {
        MappedChange.of(view.toSpoke(), present)
            .rows()
            .forEach((id, pair) -> entries.add(HubEntry.loaded(id, pair)));
      } else {
        entries.add(view.intent((Item.Verdict) row));
      }
    }
    tally.changes += rows.size();
    return new SpokeBatch(this, entries);
  }

  @Override
  void retryWaiting() {
    retryDeferred();
    requireNoneBlocks();
  }

  /** What was refused may have gone in since: only now is it known whether the stream is held. */
  private void requireNoneBlocks() {
    deferred.forEach(
        (id, wait) -> {
          if (view.blocking().contains(id.table()) && !deferredBefore.contains(id)) {
            throw new RowRefusedException(id.table(), wait.reason());
          }
        });
  }

  @Override
  StreamState after(Header header, String hash) {
    return new StreamState(
        view.hub(),
        header.incarnation(),
        header.number(),
        hash,
        acknowledgedNumber,
        acknowledgedPosition);
  }

  /**
   * What is pending shrinks, exactly here. Before it does, what is deferred for a row that has been
   * edited since goes: the hub knew that edit when it went on. A hub that restarts has said before
   * its first one what still waits.
   */
  private void marker(Item.Marker marker) {
    Map<RowId, Wait> still = new HashMap<>(awaited);
    still.values().removeIf(this::saidInPast);
    replace(awaited, still);
    if (marker.number() > acknowledgedNumber) {
      retryDeferred();
      acknowledgedNumber = marker.number();
      acknowledgedPosition =
          Math.max(acknowledgedPosition, view.throughPosition().applyAsLong(marker.number()));
    }
  }

  /**
   * The hub asks for our rows, which the loader sends when this has committed. A hub that begins
   * again knows nothing of what it had parked: these rows are offered at once, so that nothing of
   * the hub's overwrites them meanwhile.
   */
  private void request(Item.Request request) {
    tally.asked = true;
    if (request.what() == Item.Request.What.CHECK) {
      PendingRequest.over(tx, view.hub());
    }
    LoadProgress more =
        LoadProgress.begin(view.hub(), request.what(), request.restart(), request.number());
    wanted = wanted == null ? more : wanted.joined(more);
    if (request.restart()) {
      Map<Table, Set<Key>> rows = new LinkedHashMap<>();
      awaited
          .keySet()
          .forEach(
              id ->
                  rows.computeIfAbsent(view.tables().get(id.table()), t -> new TreeSet<>())
                      .add(id.key()));
      rows.forEach(
          (table, keys) ->
              InParts.of(
                  List.copyOf(keys),
                  some -> {
                    List<OutboxRecord> offers = new ArrayList<>();
                    for (Row row : tx.loadAndLock(table, some).values()) {
                      Item.Present offer = new Item.Present(table, row, true);
                      offers.add(new OutboxRecord.PresentFor(view.hub(), offer));
                    }
                    tx.append(offers);
                  }));
      replace(awaited, Map.of());
    }
  }

  /** The loader sends what the hub asked for, beginning when this has committed; asked once. */
  @Override
  void answer() {
    if (wanted != null) {
      LoadProgress.ask(tx, wanted);
    }
  }

  private boolean saidInPast(Wait wait) {
    long said = wait.payload().isEmpty() ? 0 : Long.parseLong(wait.payload());
    return Header.incarnation(said) < Header.incarnation(number);
  }

  /** The hub's stream restarts, with a load to come: what is deferred of the past goes. */
  void restarts() {
    replace(deferred, Map.of());
  }

  SpokeAttempt attempt(CurrentRows current, Set<RowId> raced, Map<RowId, String> refused) {
    return new SpokeAttempt(
        view,
        tx,
        new SpokeAttempt.Progress(number, acknowledgedPosition, committedPosition),
        current,
        new SpokeAttempt.Known(raced, refused, awaited, deferred));
  }

  /** Entries that could not be written are tried again once everything later is in. */
  void retryDeferred() {
    List<HubEntry> again = new ArrayList<>();
    BatchLimit limit = new BatchLimit();
    for (Wait wait : List.copyOf(deferred.values())) {
      String payload = tx.whole(wait).payload();
      again.add(DeferredText.parse(new RowId(wait.table(), wait.key()), payload));
      if (limit.add(payload.length()).reached()) {
        new SpokeBatch(this, List.copyOf(again)).run();
        again.clear();
        limit.clear();
      }
    }
    new SpokeBatch(this, again).run();
  }

  /** A portion is written. */
  void keep(SpokeAttempt attempt) {
    tally.written += attempt.writes.size();
    tally.passedOver += attempt.passedOver;
    tally.drift += attempt.drift.size();
    tx.append(List.copyOf(attempt.drift));
    replace(awaited, attempt.awaited);
    tally.parked +=
        (int) attempt.deferred.keySet().stream().filter(id -> !deferred.containsKey(id)).count();
    replace(deferred, attempt.deferred);
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
    after.forEach((id, wait) -> before.put(id, wait.brief()));
  }
}
