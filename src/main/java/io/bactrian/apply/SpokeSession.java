package io.bactrian.apply;

import io.bactrian.changeset.Header;
import io.bactrian.changeset.Item;
import io.bactrian.changeset.Key;
import io.bactrian.changeset.Row;
import io.bactrian.changeset.RowId;
import io.bactrian.changeset.Table;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** One transaction of a spoke's applier: how far the hub has come, what is awaited and held. */
final class SpokeSession {
  private final HubView view;
  private final ApplyTransaction tx;
  private final long number;
  private final Map<RowId, Wait> awaited = new HashMap<>();
  private final Map<RowId, Wait> held = new LinkedHashMap<>();
  private final Set<RowId> heldBefore;
  private final long committedPosition;
  private long acknowledgedNumber;
  private long acknowledgedPosition;
  final Tally tally = new Tally();

  /**
   * @param number the hub's changeset
   */
  SpokeSession(HubView view, ApplyTransaction tx, long number, StreamState state) {
    this.view = view.forOneTransaction();
    this.tx = tx;
    this.number = number;
    acknowledgedNumber = state.acknowledgedNumber();
    acknowledgedPosition = state.acknowledgedPosition();
    committedPosition = state.acknowledgedPosition();
    for (Wait wait : tx.waits(view.hub())) {
      RowId id = new RowId(wait.table(), wait.key());
      if (wait.kind() == Wait.Kind.AWAITED) {
        awaited.put(id, wait);
      } else if (wait.kind() == Wait.Kind.HELD) {
        held.put(id, wait);
      }
    }
    heldBefore = Set.copyOf(held.keySet());
  }

  /** What was refused may have gone in since: only now is it known whether the stream is held. */
  void requireNoneHolds() {
    held.forEach(
        (id, wait) -> {
          if (view.holding().contains(id.table()) && !heldBefore.contains(id)) {
            throw new RowRefusedException(id.table(), wait.reason());
          }
        });
  }

  /** The stream's state after this changeset. */
  StreamState state(long incarnation, long number, String hash) {
    return new StreamState(
        view.hub(), incarnation, number, hash, acknowledgedNumber, acknowledgedPosition);
  }

  /**
   * What is pending shrinks, exactly here. Before it does, what is held for a row that has been
   * edited since goes: the hub knew that edit when it went on. A hub that begins anew has said
   * before its first one what still waits.
   */
  void marker(Item.Marker marker) {
    Map<RowId, Wait> still = new HashMap<>(awaited);
    still.values().removeIf(this::saidInPast);
    replace(awaited, still);
    if (marker.number() > acknowledgedNumber) {
      retryHeld();
      acknowledgedNumber = marker.number();
      acknowledgedPosition =
          Math.max(acknowledgedPosition, view.throughPosition().applyAsLong(marker.number()));
    }
  }

  /**
   * The hub asks for our rows, which the loader sends when this has committed. A hub that begins
   * anew knows nothing of what it had parked: these rows are offered at once, so that nothing of
   * the hub's overwrites them meanwhile.
   */
  void request(Item.Request request) {
    tally.asked = true;
    if (request.what() == Item.Request.What.CHECK) {
      Asked.over(tx, view.hub());
    }
    Loading.ask(tx, Loading.begin(view.hub(), request.what(), request.anew(), request.number()));
    if (request.anew()) {
      Map<Table, Set<Key>> rows = new LinkedHashMap<>();
      awaited
          .keySet()
          .forEach(
              id ->
                  rows.computeIfAbsent(view.tables().get(id.table()), t -> new TreeSet<>())
                      .add(id.key()));
      rows.forEach(
          (table, keys) ->
              Halves.of(
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

  private boolean saidInPast(Wait wait) {
    long said = wait.payload().isEmpty() ? 0 : Long.parseLong(wait.payload());
    return Header.incarnation(said) < Header.incarnation(number);
  }

  /** The hub's stream begins anew, with a load to come: what is held of the past goes. */
  void beginsAnew() {
    replace(held, Map.of());
  }

  void work(List<Intent> batch) {
    if (!batch.isEmpty()) {
      Halves.of(batch, this::workAtOnce);
    }
  }

  private void workAtOnce(List<Intent> batch) {
    Map<RowId, Table> tables = new LinkedHashMap<>();
    for (Intent intent : batch) {
      if (intent.table() != null) {
        tables.put(intent.id(), intent.table());
      }
    }
    Set<RowId> raced = new HashSet<>();
    Map<RowId, String> refused = new HashMap<>();
    while (true) {
      SpokeAttempt attempt =
          new SpokeAttempt(
              view,
              tx,
              number,
              acknowledgedPosition,
              committedPosition,
              new CurrentRows(tx, tables, batch.size() == 1),
              raced,
              refused,
              awaited,
              held);
      Object start = tx.savepoint();
      batch.forEach(attempt::apply);
      List<Failure> failures = WriteOrder.atSpoke(tx, start, attempt.writes);
      failures.forEach(failure -> refused.put(failure.write().id(), failure.reason()));
      Set<RowId> late = failures.isEmpty() ? attempt.changedMeanwhile() : Set.of();
      if (failures.isEmpty() && late.isEmpty()) {
        keep(attempt);
        return;
      }
      raced.addAll(late);
      tx.rollbackTo(start);
    }
  }

  /** Entries that could not be written are tried again once everything later is in. */
  void retryHeld() {
    List<Intent> again = new ArrayList<>();
    BatchLimit limit = new BatchLimit();
    for (Wait wait : List.copyOf(held.values())) {
      String payload = tx.whole(wait).payload();
      again.add(HeldText.parse(new RowId(wait.table(), wait.key()), payload));
      if (limit.add(payload.length()).reached()) {
        work(again);
        again.clear();
        limit.clear();
      }
    }
    work(again);
  }

  private void keep(SpokeAttempt attempt) {
    tally.written += attempt.writes.size();
    tally.passedOver += attempt.passedOver;
    tally.drift += attempt.drift.size();
    tx.append(List.copyOf(attempt.drift));
    replace(awaited, attempt.awaited);
    tally.parked +=
        (int) attempt.held.keySet().stream().filter(id -> !held.containsKey(id)).count();
    replace(held, attempt.held);
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
