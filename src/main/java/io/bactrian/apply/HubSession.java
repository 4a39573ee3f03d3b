package io.bactrian.apply;

import io.bactrian.changeset.Header;
import io.bactrian.changeset.Item;
import io.bactrian.changeset.MalformedChangesetException;
import io.bactrian.changeset.RowId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/** One transaction of the hub's applier: what has been judged, what waits, what is to be said. */
final class HubSession extends Session {
  private final SpokeView view;
  private final ApplyTransaction tx;
  private final StreamState found;
  private final AtomicLong turn;
  private final long number;
  private final long judgedAt;
  private final Verdicts verdicts;
  private final Bounds bounds;
  private final ParkedRows parked;
  private final Map<RowId, Verdicts.Judged> judged = new LinkedHashMap<>();
  private final Set<RowId> newlyParked = new LinkedHashSet<>();
  private final Map<RowId, ParkReason> blocking = new LinkedHashMap<>();
  private final Set<RowId> awaitedThere = new HashSet<>();
  private final ConflictCounter records;
  private final RequestedLoads wishes = new RequestedLoads();
  private final TouchedRows footprint = new TouchedRows();
  private long triedAfter;
  private int worked;

  /**
   * @param found the spoke's stream, locked
   * @param number the spoke's changeset up to which all is judged or parked when this commits; what
   *     is answered is answered for all changes through it
   * @param policy how much may stay behind, and what of it is tried next
   */
  HubSession(SpokeView view, ApplyTransaction tx, StreamState found, long number, Policy policy) {
    this.view = view;
    this.tx = tx;
    this.found = found;
    this.number = number;
    this.bounds = policy.bounds();
    this.turn = policy.turn();
    this.judgedAt = tx.capturedThrough();
    this.verdicts = new Verdicts(view);
    this.parked = new ParkedRows(tx, view.spoke());
    this.records = new ConflictCounter(tx, view.spoke());
    awaitedThere.addAll(parked.rows());
  }

  private static RowId id(Wait wait) {
    return new RowId(wait.table(), wait.key());
  }

  /** What waits of one row of the spoke, in order. */
  List<Wait> waiting(RowId row) {
    return parked.of(row);
  }

  /**
   * What holds for all transactions with a spoke.
   *
   * @param bounds how much the spoke may leave behind
   * @param turn which of what is parked is tried next, if there is so much that it is not tried
   *     together
   */
  record Policy(Bounds bounds, AtomicLong turn) {}

  SpokeView view() {
    return view;
  }

  ApplyTransaction tx() {
    return tx;
  }

  long number() {
    return number;
  }

  @Override
  StreamState found() {
    return found;
  }

  @Override
  void take(List<Item> controls) {
    for (Item control : controls) {
      if (control instanceof Item.Request request) {
        tally.changes++;
        request(request);
      }
    }
  }

  /** What can't be written of it is parked, alone and with what depends on it. */
  @Override
  Batch transform(List<Item> rows) {
    List<MappedChange> changes = new ArrayList<>(rows.size());
    for (Item row : rows) {
      if (row instanceof Item.Verdict) {
        throw MalformedChangesetException.notForASpoke("a verdict");
      }
      changes.add(
          row instanceof Item.Change change
              ? MappedChange.of(view.toHub(), change)
              : MappedChange.of(view.toHub(), (Item.Present) row));
    }
    tally.changes += rows.size();
    return new HubBatch(this, changes, false, () -> parked.rows(), this::taken);
  }

  private void taken(List<MappedChange> all, HubAttempt attempt) {
    worked++;
    keep(attempt);
    records.requireWithin(bounds);
    int before = tally.parked;
    attempt.refused.forEach((index, refusal) -> park(all.get(index), refusal));
    if (tally.parked > before) {
      requireRoom();
    }
  }

  /** What was written since it was last tried may be what rows waited for. */
  private void requireRoom() {
    if (!parked.within(bounds) && tally.written > triedAfter) {
      triedAfter = tally.written;
      parked.lots().forEach(this::tryAgain);
    }
    parked.requireWithin(bounds);
  }

  /** A spoke asks for its rows, and for nothing else. */
  private void request(Item.Request request) {
    if (request.what() != Item.Request.What.LOAD) {
      throw MalformedChangesetException.notForASpoke("a request to " + request.what());
    }
    tally.asked = true;
    wishes.add(view.spoke(), request);
  }

  /** What is only compared need not wait: the verdict on what it waits for says all. */
  private void park(MappedChange parts, ParkReason refusal) {
    if (parts.checked()) {
      return;
    }
    RowId row = parts.row();
    parked.park(parts, number, refusal);
    newlyParked.add(row);
    tally.parked++;
    if (refusal.table() != null && view.blocking().contains(refusal.table())) {
      blocking.putIfAbsent(row, refusal);
    }
  }

  @Override
  void retryWaiting() {
    if (tally.written > 0) {
      retryParked();
      retryNew();
    }
    requireNoneBlocks();
  }

  /** What was parked may have gone in since: only now is it known whether the stream is held. */
  private void requireNoneBlocks() {
    blocking.forEach(
        (row, refusal) -> {
          if (parked.contains(row)) {
            throw new RowRefusedException(refusal.table(), refusal.reason());
          }
        });
  }

  /** Tries again some of what waits, in turn from time to time, oldest first. */
  void retryParked() {
    List<List<WaitingRow>> lots = parked.lots();
    if (!lots.isEmpty()) {
      tryAgain(lots.get((int) (turn.getAndIncrement() % lots.size())));
    }
  }

  /**
   * Tries again what was parked here, whose turn it may not have been: a row that it waits for may
   * have come with the same transaction, in a later part of it.
   */
  private void retryNew() {
    if (worked > 1) {
      parked.lots(newlyParked).forEach(this::tryAgain);
    }
  }

  private void tryAgain(List<WaitingRow> lot) {
    List<Wait> waiting = new ArrayList<>();
    BatchLimit limit = new BatchLimit();
    for (List<Wait> ofRow : parked.read(lot)) {
      for (Wait wait : ofRow) {
        Wait whole = tx.whole(wait);
        limit.add(whole.payload().length());
        waiting.add(whole);
      }
      if (limit.reached()) {
        again(waiting);
        waiting.clear();
        limit.clear();
      }
    }
    again(waiting);
  }

  /** A row goes in with all of these that are its own, or none of them. */
  void again(List<Wait> waiting) {
    Map<RowId, List<Wait>> byRow = new LinkedHashMap<>();
    waiting.forEach(wait -> byRow.computeIfAbsent(id(wait), row -> new ArrayList<>()).add(wait));
    List<MappedChange> changes =
        byRow.values().stream().flatMap(List::stream).map(this::parts).toList();
    new HubBatch(this, changes, true, Set::of, (some, attempt) -> settled(byRow, some, attempt))
        .run();
  }

  private void settled(
      Map<RowId, List<Wait>> waiting, List<MappedChange> tried, HubAttempt attempt) {
    keep(attempt);
    Set<RowId> settled = new LinkedHashSet<>();
    tried.forEach(parts -> settled.add(parts.row()));
    attempt.refused.keySet().forEach(index -> settled.remove(tried.get(index).row()));
    settled.forEach(row -> parked.settled(waiting.get(row)));
  }

  private MappedChange parts(Wait wait) {
    return MappedChange.of(view.toHub(), WaitText.parse(tx.whole(wait).payload()));
  }

  /** A person keeps our row: what waited becomes the record of a conflict that was lost. */
  void giveUp(List<Wait> waiting, String by) {
    for (Wait wait : waiting) {
      Wait whole = tx.whole(wait);
      MappedChange parts = parts(whole);
      CurrentRows current = new CurrentRows(tx, parts.reach(), true);
      footprint.judged(parts.reach().keySet(), current::found);
      records.append(new GivenUp(view, number, by).records(whole, parts, current));
      judged.merge(parts.row(), Verdicts.Judged.of(parts), Verdicts.Judged::then);
    }
    parked.settled(waiting);
  }

  private void keep(HubAttempt attempt) {
    tally.written += attempt.writes.size();
    attempt.rules.forEach(tally::conflict);
    records.append(attempt.records);
    attempt.judged.forEach((row, now) -> judged.merge(row, now, Verdicts.Judged::then));
    attempt.judged.values().forEach(now -> footprint.judged(now.rows().keySet(), attempt::found));
    attempt.writes.forEach(write -> footprint.wrote(write, attempt.bound(write)));
  }

  /** "It waits" for what is parked, verdicts for what was judged. The marker comes after this. */
  @Override
  void answer() {
    tx.append(
        newlyParked.stream()
            .filter(parked::contains)
            .map(row -> Verdicts.parked(view.spoke(), row, number, judgedAt))
            .toList());
    Map<RowId, Verdicts.Judged> answered = new LinkedHashMap<>(judged);
    answered.keySet().removeAll(parked.rows());
    List<RowId> rows = List.copyOf(answered.keySet());
    for (int from = 0; from < rows.size(); from += BatchLimit.ROWS) {
      List<RowId> some = rows.subList(from, Math.min(rows.size(), from + BatchLimit.ROWS));
      InParts.of(some, these -> answer(these, answered));
    }
    wishes.note(tx, view.spoke());
    records.note();
  }

  private void answer(List<RowId> rows, Map<RowId, Verdicts.Judged> all) {
    Map<RowId, Verdicts.Judged> some = new LinkedHashMap<>();
    rows.forEach(row -> some.put(row, all.get(row)));
    List<OutboxRecord> answers = verdicts.of(tx, some, awaitedThere, footprint, number, judgedAt);
    tally.verdicts +=
        (int)
            answers.stream()
                .filter(answer -> answer instanceof OutboxRecord.VerdictFor v && v.due())
                .count();
    tx.append(answers);
  }

  @Override
  StreamState after(Header header, String hash) {
    return new StreamState(
        view.spoke(),
        header.incarnation(),
        header.number(),
        hash,
        found.acknowledgedNumber(),
        found.acknowledgedPosition());
  }
}
