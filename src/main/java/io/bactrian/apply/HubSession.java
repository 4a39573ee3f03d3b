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
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** One transaction of the hub's applier: what has been judged, what waits, what is to be said. */
final class HubSession {
  private final SpokeView view;
  private final ApplyTransaction tx;
  private final long number;
  private final long judgedAt;
  private final Verdicts verdicts;
  private final Map<RowId, List<Wait>> parked = new LinkedHashMap<>();
  private final Map<RowId, Verdicts.Judged> judged = new LinkedHashMap<>();
  private final Set<RowId> newlyParked = new LinkedHashSet<>();
  private final Map<RowId, Refusal> holding = new LinkedHashMap<>();
  private final Set<RowId> awaitedThere = new HashSet<>();
  private final Set<RowId> deleted = new HashSet<>();
  private final Set<RowId> unlocked = new HashSet<>();
  final Tally tally = new Tally();

  /**
   * @param number the spoke's changeset up to which all is judged or parked when this commits; what
   *     is answered is answered for all changes through it
   */
  HubSession(SpokeView view, ApplyTransaction tx, long number) {
    this.view = view;
    this.tx = tx;
    this.number = number;
    this.judgedAt = tx.capturedThrough();
    this.verdicts = new Verdicts(view);
    tx.waits(view.spoke()).stream()
        .filter(wait -> wait.kind() == Wait.Kind.PARKED)
        .sorted(Comparator.comparingLong(Wait::number).thenComparingInt(Wait::sequence))
        .forEach(wait -> parked.computeIfAbsent(id(wait), row -> new ArrayList<>()).add(wait));
    awaitedThere.addAll(parked.keySet());
  }

  private static RowId id(Wait wait) {
    return new RowId(wait.table(), wait.key());
  }

  /** What waits of one row of the spoke, in order. */
  List<Wait> waiting(RowId row) {
    return List.copyOf(parked.getOrDefault(row, List.of()));
  }

  /** Judges and writes; what can't be written is parked, alone and with what depends on it. */
  void work(List<Parts> batch) {
    if (!batch.isEmpty()) {
      Halves.of(List.copyOf(batch), this::workAtOnce);
    }
  }

  private void workAtOnce(List<Parts> all) {
    HubAttempt attempt = write(all, parked, false, all.size() == 1);
    keep(attempt);
    attempt.refused.forEach((index, refusal) -> park(all.get(index), refusal));
  }

  /** The spoke asks for rows: the loader sends them, beginning when this has committed. */
  void request(Item.Request request) {
    tally.asked = true;
    if (!request.anew()) { // else it is what the spoke wants for itself
      Asked.over(tx, view.spoke());
    }
    Loading.ask(tx, Loading.begin(view.spoke(), request.what(), request.anew(), request.number()));
  }

  /** What is only compared need not wait: the verdict on what it waits for says all. */
  private void park(Parts parts, Refusal refusal) {
    if (parts.checked()) {
      return;
    }
    RowId row = parts.row();
    List<Wait> waits = parked.computeIfAbsent(row, r -> new ArrayList<>());
    Wait wait =
        new Wait(
            view.spoke(),
            Wait.Kind.PARKED,
            row.table(),
            row.key(),
            waits.isEmpty() ? 0 : waits.get(waits.size() - 1).sequence() + 1,
            number,
            refusal.reason(),
            WaitText.of(parts.change(), refusal.kind()));
    waits.add(wait.brief());
    tx.put(wait);
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
          if (parked.containsKey(row)) {
            throw new RowRefusedException(refusal.table(), refusal.reason());
          }
        });
  }

  /** Tries again what waits, oldest first, at most so many changes. */
  void retry(int most) {
    int taken = 0;
    List<Wait> waiting = new ArrayList<>();
    BatchLimit limit = new BatchLimit();
    for (List<Wait> ofRow : List.copyOf(parked.values())) {
      if (taken + ofRow.size() <= most) {
        taken += ofRow.size();
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
    HubAttempt attempt = write(all, Map.of(), true, alone);
    keep(attempt);
    Set<RowId> refused = new HashSet<>();
    attempt.refused.keySet().forEach(index -> refused.add(all.get(index).row()));
    waiting.stream().filter(wait -> !refused.contains(id(wait))).forEach(this::settled);
  }

  private Parts parts(Wait wait) {
    return Parts.of(view.toHub(), WaitText.parse(tx.whole(wait).payload()));
  }

  private void settled(Wait wait) {
    tx.remove(wait);
    parked.remove(id(wait));
  }

  /** A person keeps our row: what waited becomes the record of a conflict that was lost. */
  void giveUp(List<Wait> waiting, String by) {
    for (Wait wait : waiting) {
      Parts parts = parts(wait);
      CurrentRows current = new CurrentRows(tx, parts.reach(), true);
      parts.reach().keySet().stream().filter(id -> !current.found(id)).forEach(unlocked::add);
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
      tx.append(records);
      judged.merge(parts.row(), Verdicts.Judged.of(parts), Verdicts.Judged::then);
      settled(wait);
    }
  }

  /**
   * Judges and writes until the database takes everything that is not refused. What is taken back
   * in between are writes only: the locks on what was judged stay.
   *
   * @param waiting rows of which every change is refused because earlier ones wait
   * @param alone whether it can't be taken in parts
   * @param whole whether a row with one refused change is refused altogether
   */
  private HubAttempt write(
      List<Parts> all, Map<RowId, List<Wait>> waiting, boolean whole, boolean alone) {
    Map<RowId, Table> ids = new LinkedHashMap<>();
    all.forEach(parts -> ids.putAll(parts.reach()));
    Map<Integer, Refusal> refused = new HashMap<>();
    while (true) {
      HubAttempt attempt =
          new HubAttempt(view, number, new CurrentRows(tx, ids, alone), all, refused, waiting);
      Object start = tx.savepoint();
      attempt.judge();
      if (whole && attempt.refuseWholeRows(refused)) {
        continue;
      }
      List<Failure> failures = WriteOrder.atHub(tx, start, attempt.writes);
      if (failures.isEmpty()) {
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
    tx.append(attempt.records);
    attempt.judged.forEach((row, now) -> judged.merge(row, now, Verdicts.Judged::then));
    attempt
        .judged
        .values()
        .forEach(
            now ->
                now.rows().keySet().stream()
                    .filter(id -> !attempt.found(id))
                    .forEach(unlocked::add));
    for (Write write : attempt.writes) {
      unlocked.remove(write.id());
      if (write.operation() == Operation.DELETE) {
        deleted.add(write.id());
      }
    }
  }

  /** "It waits" for what is parked, verdicts for what was judged. The marker comes after this. */
  void answer() {
    tx.append(
        newlyParked.stream()
            .filter(parked::containsKey)
            .map(row -> Verdicts.parked(view.spoke(), row, number, judgedAt))
            .toList());
    Map<RowId, Verdicts.Judged> answered = new LinkedHashMap<>(judged);
    answered.keySet().removeAll(parked.keySet());
    List<RowId> rows = List.copyOf(answered.keySet());
    for (int from = 0; from < rows.size(); from += BatchLimit.ROWS) {
      List<RowId> some = rows.subList(from, Math.min(rows.size(), from + BatchLimit.ROWS));
      Halves.of(some, these -> answer(these, answered));
    }
  }

  private void answer(List<RowId> rows, Map<RowId, Verdicts.Judged> all) {
    Map<RowId, Verdicts.Judged> some = new LinkedHashMap<>();
    rows.forEach(row -> some.put(row, all.get(row)));
    List<OutboxRecord> answers =
        verdicts.of(tx, some, awaitedThere, deleted, unlocked, number, judgedAt);
    tally.verdicts +=
        (int)
            answers.stream()
                .filter(answer -> answer instanceof OutboxRecord.VerdictFor v && v.due())
                .count();
    tx.append(answers);
  }
}
