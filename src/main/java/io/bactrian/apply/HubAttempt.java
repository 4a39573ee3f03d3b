package io.bactrian.apply;

import io.bactrian.changeset.Key;
import io.bactrian.changeset.Row;
import io.bactrian.changeset.RowId;
import io.bactrian.changeset.Table;
import io.bactrian.conflict.Conflict;
import io.bactrian.conflict.Decision;
import io.bactrian.conflict.Kind;
import io.bactrian.conflict.Merge;
import io.bactrian.conflict.Versions;
import io.bactrian.transform.RowPart;
import java.util.ArrayList;
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
  private final List<MappedChange> all;
  private final Set<RowId> waiting;
  private final Map<RowId, Set<RowId>> answered = new HashMap<>();
  private final Map<RowId, ParkReason> stopped = new HashMap<>();
  private final Map<Write, Integer> causes = new HashMap<>();
  private final Map<String, SpokeRights> rightsByTable = new HashMap<>();
  private final Set<Integer> denied;

  /** Rows of which only the database knows who sees them. */
  private final Set<RowId> unsure = new HashSet<>();

  /** By place in the batch. */
  final Map<Integer, ParkReason> refused = new java.util.TreeMap<>();

  final List<Write> writes = new ArrayList<>();
  final List<OutboxRecord> records = new ArrayList<>();
  final List<String> rules = new ArrayList<>();
  final Map<RowId, Verdicts.Judged> judged = new LinkedHashMap<>();

  /**
   * What is known of a portion before it is decided.
   *
   * @param refused changes that the database refuses, by place in the portion
   * @param denied places of changes that left a row outside the spoke's view; more are added by
   *     {@link #denyStrayed}
   * @param waiting rows of which every change is refused because earlier ones wait
   */
  record Tried(
      List<MappedChange> all,
      Map<Integer, ParkReason> refused,
      Set<Integer> denied,
      Set<RowId> waiting) {}

  HubAttempt(SpokeView view, long number, CurrentRows current, Tried tried) {
    this.view = view;
    this.number = number;
    this.current = current;
    all = tried.all();
    refused.putAll(tried.refused());
    denied = tried.denied();
    waiting = tried.waiting();
    for (MappedChange parts : all) {
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
      MappedChange parts = all.get(i);
      ParkReason refusal = refusal(i, parts);
      if (refusal != null) {
        refused.put(i, refusal);
        stopped.putIfAbsent(parts.row(), refusal);
        continue;
      }
      judge(i, parts);
      judged.merge(parts.row(), Verdicts.Judged.of(parts), Verdicts.Judged::then);
    }
  }

  /** Why this change can't even be tried, or null. */
  private ParkReason refusal(int index, MappedChange parts) {
    if (waiting.contains(parts.row()) || stopped.containsKey(parts.row())) {
      return ParkReason.behind(stopped.get(parts.row()));
    }
    for (Map.Entry<RowId, MappedChange.Pair> entry : parts.rows().entrySet()) {
      MappedChange.Pair pair = entry.getValue();
      boolean part = !parts.checked() && pair.before() == null && !pair.after().owner();
      if (part && current.get(entry.getKey()) == null) {
        return ParkReason.noOwner(entry.getKey().table());
      }
    }
    return refused.get(index);
  }

  /** Adds to {@code known} the first change of every row with a refused one; false: nothing new. */
  boolean refuseWholeRows(Map<Integer, ParkReason> known) {
    Map<RowId, Integer> first = new HashMap<>();
    for (int i = all.size() - 1; i >= 0; i--) {
      first.put(all.get(i).row(), i);
    }
    int before = known.size();
    refused.forEach(
        (index, refusal) -> known.putIfAbsent(first.get(all.get(index).row()), refusal));
    return known.size() > before;
  }

  /** Null when nothing is left to be written or denied. */
  private Outcome outcome(MappedChange parts, RowId id, MappedChange.Pair pair) {
    RowPart part = pair.any();
    Row ours = current.get(id);
    SpokeRights rights = rights(part.target());
    if (parts.checked()) {
      check(part, ours, pair.theirs(ours));
    } else if (ours != null && !rights.sees(part.target(), ours)) {
      lost(Kind.LATE_EDIT, "late-edit", versions(part, pair.base(ours), ours, pair.theirs(ours)));
    } else if (ours == null && !part.owner()) {
      Row theirs = pair.theirs(null);
      if (theirs != null) {
        lost(Kind.PARENT_DELETED, "delete-wins", versions(part, pair.base(null), null, theirs));
      }
    } else {
      return new Outcome(view, rights, id, pair, ours);
    }
    return null;
  }

  private SpokeRights rights(Table table) {
    return rightsByTable.computeIfAbsent(table.name(), name -> view.rights(table));
  }

  /** All of a change is written or, where the spoke may not place one of its rows so, nothing. */
  private void judge(int index, MappedChange parts) {
    List<Outcome> outcomes = new ArrayList<>(parts.rows().size());
    boolean may = !denied.contains(index);
    for (Map.Entry<RowId, MappedChange.Pair> entry : parts.rows().entrySet()) {
      Outcome outcome = outcome(parts, entry.getKey(), entry.getValue());
      if (outcome != null) {
        outcomes.add(outcome);
        may &= outcome.allowed != SpokeRights.Answer.NO;
      }
    }
    for (Outcome outcome : outcomes) {
      if (may) {
        keep(index, outcome);
      } else if (outcome.matters()) {
        record(outcome.denied());
      }
    }
  }

  private void keep(int index, Outcome outcome) {
    if (outcome.trespasses()) {
      record(outcome.trespassed());
    }
    outcome.judged.forEach(this::record);
    if (outcome.operation != null) {
      write(index, outcome);
    }
  }

  private void write(int index, Outcome outcome) {
    Table table = outcome.part.target();
    RowId id = outcome.id;
    Row ours = outcome.ours;
    Row next = outcome.next;
    RowId from = all.get(index).row();
    boolean others =
        view.altersOthers(
            table,
            ours,
            next,
            other -> other.equals(from) || answered.getOrDefault(other, Set.of()).contains(id));
    Write write =
        new Write(
            table,
            outcome.operation,
            next == null ? ours : next,
            outcome.columns,
            others ? null : view.spoke());
    writes.add(write);
    causes.putIfAbsent(write, index);
    current.set(id, next);
    if (outcome.allowed == SpokeRights.Answer.WRITTEN_FIRST) {
      unsure.add(id);
    }
  }

  /** Whether the spoke can't have this row out of its view. */
  boolean bound(Write write) {
    return !rights(write.table()).mayGiveAway();
  }

  /**
   * Adds the changes by which a row of ours left the spoke's view, or never was in it, as the
   * database has written it; false: none that were not known.
   *
   * @param all whether each row that must not is looked at, or only where there is a reason to
   */
  boolean denyStrayed(ApplyTransaction tx, boolean all) {
    Map<Table, Set<Key>> keys = new HashMap<>();
    for (Write write : writes) {
      boolean looks = all || view.altered().contains(write.table().name());
      if (unsure.contains(write.id()) || looks && bound(write)) {
        keys.computeIfAbsent(write.table(), table -> new HashSet<>()).add(write.key());
      }
    }
    Set<RowId> strayed = new HashSet<>();
    keys.forEach(
        (table, some) ->
            InParts.of(
                List.copyOf(some), // rows may be too large to be held together
                these ->
                    tx.read(table, these).entrySet().stream()
                        .filter(row -> !rights(table).sees(table, row.getValue()))
                        .forEach(row -> strayed.add(new RowId(table.name(), row.getKey())))));
    return writes.stream()
            .filter(write -> strayed.contains(write.id()) && denied.add(cause(write)))
            .count()
        > 0;
  }

  /** A part that came along with another row's owner is compared with it. */
  private void check(RowPart part, Row ours, Row theirs) {
    Table table = part.target();
    boolean seen = rights(table).sees(table, ours);
    boolean whole = part.owner() || ours == null;
    if (seen ? !view.merge().same(table, part.columns(), ours, theirs) : whole) {
      lost(Kind.RELOADED, "reload", versions(part, null, seen ? ours : null, theirs));
    }
  }

  /** Ours stands, theirs is kept in a record. */
  private void lost(Kind kind, String rule, Versions versions) {
    record(
        new Merge.Judged(
            new Conflict(kind, versions), new Decision(versions.ours(), rule, 0, false)));
  }

  private Versions versions(RowPart part, Row base, Row ours, Row theirs) {
    return new Versions(part.target(), part.columns(), base, ours, theirs, view.spoke());
  }

  private void record(Merge.Judged lost) {
    rules.add(lost.decision().rule());
    records.add(
        new OutboxRecord.ConflictRecord(
            view.ids().get(), number, lost.conflict(), lost.decision()));
  }
}
