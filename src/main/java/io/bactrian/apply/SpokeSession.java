package io.bactrian.apply;

import io.bactrian.changeset.Header;
import io.bactrian.changeset.Item;
import io.bactrian.changeset.MalformedChangesetException;
import io.bactrian.changeset.RowId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * One transaction of a spoke's applier: how far the hub has applied our changes, and which rows are
 * awaited or deferred.
 */
final class SpokeSession extends Session {
  private final HubView view;
  private final long number;
  private final Map<RowId, Wait> awaited = new HashMap<>();
  private final Map<RowId, Wait> deferred = new LinkedHashMap<>();
  private final Set<RowId> deferredBefore;
  private final DeferredRetries retries;
  private final HeldReports reports;
  private final List<Item.Asked> asked = new ArrayList<>();
  private final HubRequests requests;
  private final long committedPosition;
  private long acknowledgedNumber;
  private long acknowledgedPosition;

  /**
   * @param number number of the hub's changeset
   * @param schedule when deferred entries are tried again
   */
  SpokeSession(
      HubView view, ApplyTransaction tx, long number, StreamState state, WaitSchedule schedule) {
    super(tx, state);
    this.view = view.forOneTransaction();
    this.number = number;
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
    retries = new DeferredRetries(this, schedule, deferred);
    requests = new HubRequests(view, tx, state.number());
    reports = new HeldReports(tx, view.hub(), !deferred.isEmpty());
  }

  @Override
  void take(List<Item> controls) {
    for (Item control : controls) {
      if (control instanceof Item.Marker marker) {
        marker(marker);
      } else if (control instanceof Item.Request request) {
        tally.changes++;
        request(request);
      } else if (control instanceof Item.Hashes hashes) {
        tally.changes++;
        requests.add(hashes);
      } else if (control instanceof Item.Asked one) {
        tally.changes++;
        asked.add(one);
      } else {
        throw MalformedChangesetException.notForAHub("a report of a held row");
      }
    }
  }

  @Override
  Batch transform(List<Item> rows) {
    List<HubEntry> entries = new ArrayList<>(rows.size());
    for (Item row : rows) {
      if (row instanceof Item.Change change) {
        entries.addAll(HubEntry.of(MappedChange.of(view.toSpoke(), change)));
      } else if (row instanceof Item.Present present && present.toCome()) {
        entries.addAll(HubEntry.toCome(MappedChange.of(view.toSpoke(), present)));
      } else if (row instanceof Item.Present present && present.withdrawn()) {
        entries.addAll(HubEntry.withdrawn(MappedChange.of(view.toSpoke(), present)));
      } else if (row instanceof Item.Present present) {
        MappedChange.of(view.toSpoke(), present)
            .rows()
            .forEach((id, pair) -> entries.add(HubEntry.loaded(id, pair)));
      } else {
        entries.add(view.entry((Item.Verdict) row));
      }
    }
    tally.changes += rows.size();
    return new SpokeBatch(this, entries, Map.of(), false);
  }

  @Override
  void retryWaiting() {
    retryDeferred();
    requireNoneBlocks();
  }

  /** Why a row waits; without row values where that ends in a message. */
  Refused reason(Failure failure) {
    boolean blocks = view.blocking().contains(failure.write().table().name());
    return new Refused(blocks ? failure.reason() : failure.whole(), failure.needs());
  }

  /** The database refused the attempt's writes of these rows. */
  void refused(SpokeAttempt attempt, Set<RowId> rows) {
    retries.refused(attempt, rows);
  }

  /** Puts the stream on hold if a blocking row is still deferred after the retries. */
  private void requireNoneBlocks() {
    deferred.forEach(
        (id, wait) -> {
          boolean news = !deferredBefore.contains(id) && !SpokeWaits.isToCome(wait);
          if (view.blocking().contains(id.table()) && news) {
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
   * Notes through which of our changesets the hub has applied; changes through it are no longer
   * pending from here on. First it retries deferred entries, which drops those of rows that were
   * edited here since: the hub's later entries consider these edits. Drops awaited rows of an
   * earlier incarnation: a hub that restarts lists what is still parked before its first marker.
   */
  private void marker(Item.Marker marker) {
    Map<RowId, Wait> still = new HashMap<>(awaited);
    still.values().removeIf(this::isOfEarlierIncarnation);
    replace(awaited, still);
    if (marker.number() > acknowledgedNumber) {
      retryDeferred();
      acknowledgedNumber = marker.number();
      acknowledgedPosition =
          Math.max(acknowledgedPosition, view.throughPosition().applyAsLong(marker.number()));
    }
  }

  /** Notes a request of the hub. If it restarts our stream, nothing is awaited any more. */
  private void request(Item.Request request) {
    tally.asked = true;
    requests.add(request);
    if (request.restart()) {
      requests.offer(awaited.keySet());
      replace(awaited, Map.of());
      reports.repeat();
    }
  }

  /**
   * Records what people here are asked, tells the hub what is held, and saves one load for all
   * requests; the loader starts to send rows once this has committed.
   */
  @Override
  void answer() {
    new AskedHere(view, tx, number).record(asked);
    reports.update(deferredBefore, deferred, awaited.keySet());
    requests.save();
  }

  private boolean isOfEarlierIncarnation(Wait wait) {
    long parkedBy = wait.payload().isEmpty() ? 0 : Long.parseLong(wait.payload());
    return Header.incarnation(parkedBy) < Header.incarnation(number);
  }

  @Override
  void committed() {
    retries.committed();
    if (!tally.altered.isEmpty()) {
      view.altered().found(view.hub(), tally.altered);
    }
  }

  /** Drops all deferred entries: the hub's stream restarts, and a load follows. */
  void restarts() {
    replace(deferred, Map.of());
  }

  SpokeAttempt attempt(
      CurrentRows current,
      Map<RowId, Set<RowId>> cascaded,
      Set<RowId> raced,
      Set<RowId> followed,
      Map<RowId, Refused> refused) {
    return new SpokeAttempt(
        view,
        tx,
        new SpokeAttempt.Progress(number, acknowledgedPosition, committedPosition),
        current,
        new SpokeAttempt.Known(cascaded, raced, followed, refused, awaited, deferred));
  }

  /** Retries deferred entries, after all later entries are written. */
  void retryDeferred() {
    retries.retry();
  }

  /** Takes over the results of an attempt whose writes succeeded. */
  void keep(SpokeAttempt attempt) {
    tally.written += attempt.writes.all.size();
    tally.passedOver += attempt.passedOver;
    tally.drift += attempt.drift.size();
    tally.altered = AlteredRows.Found.sum(tally.altered, attempt.writes.altered(tx));
    tx.append(List.copyOf(attempt.drift));
    replace(awaited, attempt.awaited);
    tally.parked +=
        (int) attempt.deferred.keySet().stream().filter(id -> !deferred.containsKey(id)).count();
    if (!deferred.equals(attempt.deferred)) {
      replace(deferred, attempt.deferred);
      retries.changed();
    }
    retries.wrote(attempt);
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
