package io.bactrian.apply;

import io.bactrian.changeset.Key;
import io.bactrian.changeset.Operation;
import io.bactrian.changeset.Row;
import io.bactrian.changeset.RowId;
import io.bactrian.changeset.Table;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.function.Supplier;

/**
 * A batch of a spoke's changes at the hub. Between two attempts only the writes are rolled back;
 * the row locks stay. For one thread.
 */
final class HubBatch extends Batch {
  private final HubSession session;
  private final List<MappedChange> changes;
  private final boolean whole;
  private final Supplier<Set<RowId>> waiting;
  private final BiConsumer<List<MappedChange>, HubAttempt> taken;
  private final Portions<MappedChange> portions;
  private final Map<Integer, ParkReason> refused = new HashMap<>();
  private final Set<Integer> denied = new HashSet<>();
  private final Renames renames;
  private CurrentRows current;
  private HubAttempt attempt;

  /**
   * @param whole whether one refused change refuses all changes of its row; if true, the changes of
   *     each row must be adjacent
   * @param waiting rows whose changes are all refused because earlier ones are parked
   * @param taken called for each portion that is written, with the attempt that wrote it
   */
  HubBatch(
      HubSession session,
      List<MappedChange> changes,
      boolean whole,
      Supplier<Set<RowId>> waiting,
      BiConsumer<List<MappedChange>, HubAttempt> taken) {
    this.session = session;
    this.changes = changes;
    this.whole = whole;
    this.waiting = waiting;
    this.taken = taken;
    portions = new Portions<>(changes);
    renames = new Renames(session.view());
  }

  @Override
  public boolean isOpen() {
    return !portions.isEmpty();
  }

  @Override
  public List<MappedRow> rows() {
    return changes.stream()
        .flatMap(parts -> parts.rows().values().stream())
        .map(pair -> MappedRow.of(pair.before(), pair.after()))
        .toList();
  }

  @Override
  void lockRows() {
    current = null;
    while (current == null) {
      List<MappedChange> portion = portions.next();
      int middle = middle(portion);
      Map<RowId, Table> ids = new LinkedHashMap<>();
      portion.forEach(parts -> ids.putAll(session.apart().of(parts).reach()));
      try {
        current = new CurrentRows(session.tx(), ids, middle == 0);
        expect(portion);
      } catch (ApplyTransaction.RowsTooLargeException tooLarge) {
        if (middle == 0) {
          throw tooLarge;
        }
        portions.cut(middle);
        forget();
      }
    }
  }

  /** Reads together the rows that decide who sees those of the portion, as they are and come. */
  private void expect(List<MappedChange> portion) {
    Map<Table, List<Row>> rows = new LinkedHashMap<>();
    for (MappedChange parts : portion) {
      parts
          .rows()
          .forEach(
              (id, pair) -> {
                Table table = pair.any().target();
                List<Row> some = rows.computeIfAbsent(table, none -> new ArrayList<>());
                some.add(pair.any().row());
                Optional.ofNullable(current.get(id)).ifPresent(some::add);
              });
    }
    rows.forEach(session.view().sight()::expect);
  }

  /** Returns the index at which to split the portion; 0 when it can't be split. */
  private int middle(List<MappedChange> portion) {
    int middle = portion.size() / 2;
    while (whole && middle > 0 && portion.get(middle).row().equals(portion.get(middle - 1).row())) {
      middle--;
    }
    if (middle > 0 || !whole || portion.isEmpty()) {
      return middle;
    }
    RowId first = portion.get(0).row();
    while (middle < portion.size() && portion.get(middle).row().equals(first)) {
      middle++;
    }
    return middle == portion.size() ? 0 : middle;
  }

  private void forget() {
    refused.clear();
    denied.clear();
    renames.forget();
  }

  @Override
  void resolve() {
    Set<RowId> underWay = session.underWay(portions.next(), current);
    do {
      current.forgetDecisions();
      attempt =
          new HubAttempt(
              session.view(),
              session.number(),
              current,
              new HubAttempt.Tried(
                  portions.next(),
                  refused,
                  denied,
                  waiting.get(),
                  underWay,
                  whole,
                  renames,
                  session.apart()));
      attempt.decide();
    } while (whole && attempt.refused.refuseWholeRows(refused));
  }

  @Override
  void write() {
    ApplyTransaction tx = session.tx();
    Object start = tx.savepoint();
    Folded folded = whole ? new Folded(attempt.writes, attempt::notInserted) : null;
    List<Failure> failures = WriteOrder.atHub(tx, start, whole ? folded.writes : attempt.writes);
    session.view().sight().forget();
    if (failures.isEmpty()
        && !attempt.denyStrayed(tx, whole)
        && !attempt.refuseViolations(tx, refused)) {
      List<MappedChange> portion = portions.next();
      portions.taken();
      forget();
      taken.accept(portion, attempt);
      return;
    }
    tx.rollbackTo(start);
    session.view().sight().forget();
    Set<RowId> appeared = appeared(failures);
    for (Failure failure : failures) {
      if (!appeared.contains(failure.write().id())) {
        Write write = folded == null ? failure.write() : folded.original(failure.write());
        if (!renames.foundFor(failure, failure.write(), attempt.effects)) {
          refused.putIfAbsent(attempt.cause(write), ParkReason.of(renames.refused(failure, write)));
        }
      }
    }
    tellRefused(failures, folded);
  }

  /**
   * @param folded what the writes were folded to; null when they were not
   */
  private void tellRefused(List<Failure> failures, Folded folded) {
    Set<Write> writes = Collections.newSetFromMap(new IdentityHashMap<>());
    failures.forEach(
        failure -> writes.add(folded == null ? failure.write() : folded.original(failure.write())));
    for (int i = 0; i < attempt.writes.size(); i++) {
      Write write = attempt.writes.get(i);
      if (writes.contains(write)) {
        session.refused(attempt.source(write), attempt.effects.get(i));
      }
    }
  }

  /**
   * Rows that were absent and were inserted by someone else meanwhile; their changes are decided
   * again.
   */
  private Set<RowId> appeared(List<Failure> failures) {
    Map<Table, Set<Key>> inserted = new LinkedHashMap<>();
    for (Failure failure : failures) {
      Write write = failure.write();
      boolean comes = write.operation() == Operation.INSERT || write.movesKey();
      if (comes && !attempt.found(write.id()) && !attempt.isBeside(write.id())) {
        inserted.computeIfAbsent(write.table(), table -> new TreeSet<>()).add(write.key());
      }
    }
    Set<RowId> appeared = new HashSet<>();
    inserted.forEach(
        (table, keys) ->
            InParts.of(
                List.copyOf(keys),
                some ->
                    session
                        .tx()
                        .loadAndLock(table, some)
                        .keySet()
                        .forEach(key -> appeared.add(new RowId(table.name(), key)))));
    return appeared;
  }
}
