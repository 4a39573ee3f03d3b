package io.bactrian.apply;

import io.bactrian.changeset.Operation;
import io.bactrian.changeset.Row;
import io.bactrian.changeset.RowId;
import io.bactrian.changeset.Table;
import io.bactrian.conflict.Conflict;
import io.bactrian.conflict.Decision;
import io.bactrian.conflict.Kind;
import io.bactrian.conflict.Merge;
import io.bactrian.transform.RowPart;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** One try at a batch; nothing of it is kept until the database took all of it. */
final class HubAttempt {
  private final SpokeView view;
  private final long number;
  private final CurrentRows current;
  private final List<Parts> all;
  private final Set<RowId> waiting;
  private final Map<RowId, Set<RowId>> answered = new HashMap<>();
  private final Map<RowId, Refusal> stopped = new HashMap<>();
  private final Map<Write, Integer> causes = new HashMap<>();

  /** By place in the batch. */
  final Map<Integer, Refusal> refused = new java.util.TreeMap<>();

  final List<Write> writes = new ArrayList<>();
  final List<OutboxRecord> records = new ArrayList<>();
  final List<String> rules = new ArrayList<>();
  final Map<RowId, Verdicts.Judged> judged = new LinkedHashMap<>();

  HubAttempt(
      SpokeView view,
      long number,
      CurrentRows current,
      List<Parts> all,
      Map<Integer, Refusal> refused,
      Set<RowId> waiting) {
    this.view = view;
    this.number = number;
    this.current = current;
    this.all = all;
    this.refused.putAll(refused);
    this.waiting = waiting;
    for (Parts parts : all) {
      answered.computeIfAbsent(parts.row(), row -> new HashSet<>()).addAll(parts.reach().keySet());
    }
  }

  /** Place in the batch of the change that led to this write. */
  int cause(Write write) {
    return causes.get(write);
  }

  /** Whether this row of ours was there before the batch. */
  boolean found(RowId id) {
    return current.found(id);
  }

  void judge() {
    for (int i = 0; i < all.size(); i++) {
      Parts parts = all.get(i);
      Refusal refusal = refusal(i, parts);
      if (refusal != null) {
        refused.put(i, refusal);
        stopped.putIfAbsent(parts.row(), refusal);
        continue;
      }
      for (Map.Entry<RowId, Parts.Pair> entry : parts.rows().entrySet()) {
        judge(i, entry.getKey(), entry.getValue());
      }
      judged.merge(parts.row(), Verdicts.Judged.of(parts), Verdicts.Judged::then);
    }
  }

  /** Why this change can't even be tried, or null. */
  private Refusal refusal(int index, Parts parts) {
    if (waiting.contains(parts.row()) || stopped.containsKey(parts.row())) {
      return Refusal.behind(stopped.get(parts.row()));
    }
    for (Map.Entry<RowId, Parts.Pair> entry : parts.rows().entrySet()) {
      Parts.Pair pair = entry.getValue();
      boolean part = !parts.checked() && pair.before() == null && !pair.after().owner();
      if (part && current.get(entry.getKey()) == null) {
        return Refusal.noOwner(entry.getKey().table());
      }
    }
    return refused.get(index);
  }

  /** Adds to {@code known} the first change of every row with a refused one; false: nothing new. */
  boolean refuseWholeRows(Map<Integer, Refusal> known) {
    Map<RowId, Integer> first = new HashMap<>();
    for (int i = all.size() - 1; i >= 0; i--) {
      first.put(all.get(i).row(), i);
    }
    int before = known.size();
    refused.forEach(
        (index, refusal) -> known.putIfAbsent(first.get(all.get(index).row()), refusal));
    return known.size() > before;
  }

  private void judge(int index, RowId id, Parts.Pair pair) {
    RowPart part = pair.any();
    Table table = part.target();
    Row ours = current.get(id);
    Row base = pair.base(ours);
    Row theirs = pair.theirs(ours);
    if (all.get(index).checked()) {
      check(part, ours, theirs);
      return;
    }
    if (ours != null && !view.visible(table, ours)) {
      lost(Kind.LATE_EDIT, "late-edit", part, base, ours, theirs);
      return;
    }
    if (ours == null && !part.owner()) {
      if (theirs != null) {
        lost(Kind.PARENT_DELETED, "delete-wins", part, base, null, theirs);
      }
      return;
    }
    Merge.Result result =
        view.merge()
            .judge(table, Keys.without(table, part.columns()), base, ours, theirs, view.spoke());
    for (Merge.Judged conflict : result.judged()) {
      record(conflict.conflict(), conflict.decision());
    }
    write(index, id, part, ours, result);
  }

  private void write(int index, RowId id, RowPart part, Row ours, Merge.Result result) {
    Table table = part.target();
    Operation operation = Operation.between(ours, result.row());
    if (operation == null || operation == Operation.UPDATE && result.write().isEmpty()) {
      return;
    }
    BitSet columns = operation == Operation.INSERT ? part.columns() : result.write();
    Row row = operation == Operation.INSERT ? Keys.with(table, result.row(), part.row()) : null;
    Row next = row != null ? row : result.row();
    RowId from = all.get(index).row();
    boolean others =
        view.altersOthers(
            table,
            ours,
            next,
            other -> other.equals(from) || answered.getOrDefault(other, Set.of()).contains(id));
    Row written = next == null ? ours : next;
    Write write = new Write(table, operation, written, columns, others ? null : view.spoke());
    writes.add(write);
    causes.putIfAbsent(write, index);
    current.set(id, next);
  }

  /** A part that came along with another row's owner is compared with it. */
  private void check(RowPart part, Row ours, Row theirs) {
    Table table = part.target();
    boolean seen = ours != null && view.visible(table, ours);
    boolean whole = part.owner() || ours == null;
    if (seen ? !view.merge().same(table, part.columns(), ours, theirs) : whole) {
      lost(Kind.RELOADED, "reload", part, null, seen ? ours : null, theirs);
    }
  }

  /** Ours stands, theirs is kept in a record. */
  private void lost(Kind kind, String rule, RowPart part, Row base, Row ours, Row theirs) {
    List<Integer> columns = part.columns().stream().boxed().toList();
    record(
        new Conflict(kind, part.target(), columns, base, ours, theirs, view.spoke()),
        new Decision(ours, rule, 0, false));
  }

  private void record(Conflict conflict, Decision decision) {
    rules.add(decision.rule());
    records.add(new OutboxRecord.ConflictRecord(view.ids().get(), number, conflict, decision));
  }
}
