package io.bactrian.apply;

import io.bactrian.changeset.Item;
import io.bactrian.changeset.Operation;
import io.bactrian.changeset.Row;
import io.bactrian.changeset.RowId;
import io.bactrian.changeset.Table;
import io.bactrian.conflict.Conflict;
import io.bactrian.conflict.Decision;
import io.bactrian.conflict.Kind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/** One transaction of the hub's applier: what has been judged, what waits, what is to be said. */
final class HubSession {
  private final SpokeView view;
  private final ApplyTransaction tx;
  private final long number;
  private final long judgedAt;
  private final Verdicts verdicts;
  private final Bounds bounds;
  private final ParkedRows parked;
  private final Map<RowId, Verdicts.Judged> judged = new LinkedHashMap<>();
  private final Set<RowId> newlyParked = new LinkedHashSet<>();
  private final Map<RowId, Refusal> holding = new LinkedHashMap<>();
  private final Set<RowId> awaitedThere = new HashSet<>();
  private final Recording records;
  private final Wishes wishes = new Wishes();
  private final Footprint footprint = new Footprint();
  private long triedAfter;
  private int worked;
  final Tally tally = new Tally();

  /**
   * @param number the spoke's changeset up to which all is judged or parked when this commits; what
   *     is answered is answered for all changes through it
   */
  HubSession(SpokeView view, ApplyTransaction tx, long number, Bounds bounds) {
    this.view = view;
    this.tx = tx;
    this.number = number;
    this.bounds = bounds;
    this.judgedAt = tx.capturedThrough();
    this.verdicts = new Verdicts(view);
    this.parked = new ParkedRows(tx, view.spoke());
    this.records = new Recording(tx, view.spoke());
    awaitedThere.addAll(parked.rows());
  }

  private static RowId id(Wait wait) {
    return new RowId(wait.table(), wait.key());
  }

  /** What waits of one row of the spoke, in order. */
  List<Wait> waiting(RowId row) {
    return parked.of(row);
  }

  /** Judges and writes; what can't be written is parked, alone and with what depends on it. */
  void work(List<Parts> batch) {
    if (!batch.isEmpty()) {
      Halves.of(List.copyOf(batch), this::workAtOnce);
    }
  }

  private void workAtOnce(List<Parts> all) {
    HubAttempt attempt = write(all, parked.rows(), false, all.size() == 1);
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

  /** The spoke asks for rows. */
  void request(Item.Request request) {
    tally.asked = true;
    wishes.add(view.spoke(), request);
  }

  /** What is only compared need not wait: the verdict on what it waits for says all. */
  private void park(Parts parts, Refusal refusal) {
    if (parts.checked()) {
      return;
    }
    RowId row = parts.row();
    parked.park(parts, number, refusal);
    newlyParked.add(row);
    tally.parked++;
    if (refusal.table() != null && view.holding().contains(refusal.table())) {
      holding.putIfAbsent(row, refusal);
    }
  }

  /** What was parked may have gone in since: only now is it known whether the stream is held. */
  void requireNoneHolds() {
    holding.forEach(
        (row, refusal) -> {
          if (parked.contains(row)) {
            throw new RowRefusedException(refusal.table(), refusal.reason());
          }
        });
  }

  /** Tries again some of what waits, in turn from time to time, oldest first. */
  void retry(AtomicLong turn) {
    List<List<Waiting>> lots = parked.lots();
    if (!lots.isEmpty()) {
      tryAgain(lots.get((int) (turn.getAndIncrement() % lots.size())));
    }
  }

  /**
   * Tries again what was parked here, whose turn it may not have been: a row that it waits for may
   * have come with the same transaction, in a later part of it.
   */
  void retryNew() {
    if (worked > 1) {
      parked.lots(newlyParked).forEach(this::tryAgain);
    }
  }

  private void tryAgain(List<Waiting> lot) {
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
    if (!byRow.isEmpty()) {
      Halves.of(
          List.copyOf(byRow.values()),
          rows -> againAtOnce(rows.stream().flatMap(List::stream).toList(), rows.size() == 1));
    }
  }

  private void againAtOnce(List<Wait> waiting, boolean alone) {
    List<Parts> all = waiting.stream().map(this::parts).toList();
    HubAttempt attempt = write(all, Set.of(), true, alone);
    keep(attempt);
    Set<RowId> refused = new HashSet<>();
    attempt.refused.keySet().forEach(index -> refused.add(all.get(index).row()));
    parked.settled(waiting.stream().filter(wait -> !refused.contains(id(wait))).toList());
  }

  private Parts parts(Wait wait) {
    return Parts.of(view.toHub(), WaitText.parse(tx.whole(wait).payload()));
  }

  /** A person keeps our row: what waited becomes the record of a conflict that was lost. */
  void giveUp(List<Wait> waiting, String by) {
    for (Wait wait : waiting) {
      Parts parts = parts(wait);
      CurrentRows current = new CurrentRows(tx, parts.reach(), true);
      footprint.judged(parts.reach().keySet(), current::found);
      List<OutboxRecord> records = new ArrayList<>();
      parts
          .rows()
          .forEach(
              (id, pair) -> {
                Row ours = current.get(id);
                Conflict conflict =
                    new Conflict(
                        pair.any().owner() || ours != null
                            ? WaitText.kind(tx.whole(wait).payload())
                            : Kind.PARENT_DELETED,
                        pair.any().target(),
                        pair.any().columns().stream().boxed().toList(),
                        pair.before() == null ? null : pair.before().row(),
                        ours,
                        pair.theirs(ours),
                        view.spoke());
                Decision decision = new Decision(ours, by, 0, false);
                records.add(
                    new OutboxRecord.ConflictRecord(view.ids().get(), number, conflict, decision));
              });
      this.records.append(records);
      judged.merge(parts.row(), Verdicts.Judged.of(parts), Verdicts.Judged::then);
    }
    parked.settled(waiting);
  }

  /**
   * Judges and writes until the database takes everything that is not refused. What is taken back
   * in between are writes only: the locks on what was judged stay.
   *
   * @param waiting rows of which every change is refused because earlier ones wait
   * @param alone whether it can't be taken in parts
   * @param whole whether a row with one refused change is refused altogether
   */
  private HubAttempt write(List<Parts> all, Set<RowId> waiting, boolean whole, boolean alone) {
    Map<RowId, Table> ids = new LinkedHashMap<>();
    all.forEach(parts -> ids.putAll(parts.reach()));
    Map<Integer, Refusal> refused = new HashMap<>();
    Set<Integer> denied = new HashSet<>();
    while (true) {
      HubAttempt attempt =
          new HubAttempt(
              view, number, new CurrentRows(tx, ids, alone), all, refused, denied, waiting);
      Object start = tx.savepoint();
      attempt.judge();
      if (whole && attempt.refuseWholeRows(refused)) {
        continue;
      }
      List<Failure> failures = WriteOrder.atHub(tx, start, attempt.writes);
      if (failures.isEmpty() && !attempt.denyStrayed(tx, whole)) {
        return attempt;
      }
      tx.rollbackTo(start);
      for (Failure failure : failures) {
        if (!appeared(attempt, failure.write())) {
          refused.putIfAbsent(attempt.cause(failure.write()), Refusal.of(failure));
        }
      }
    }
  }

  /** A row that was absent and is there now was inserted by someone else: judge it again. */
  private boolean appeared(HubAttempt attempt, Write write) {
    return write.operation() == Operation.INSERT
        && !attempt.found(write.id())
        && !tx.loadAndLock(write.table(), Set.of(write.key())).isEmpty();
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
      Halves.of(some, these -> answer(these, answered));
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
}
