package io.bactrian.apply;

import io.bactrian.changeset.Item;
import io.bactrian.changeset.Key;
import io.bactrian.changeset.Operation;
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
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * One attempt to decide a part of a batch at the hub. Its results are used only if the database
 * accepts all of its writes; otherwise a new attempt is made. For one thread.
 */
final class HubAttempt {
  private final SpokeView view;
  private final long number;
  private final CurrentRows current;
  private final List<MappedChange> all;
  private final Set<RowId> waiting;
  private final Set<RowId> underWay;
  private final Map<RowId, Set<RowId>> answered = new HashMap<>();
  private final Map<RowId, ParkReason> stoppedRows = new HashMap<>();
  private final PlannedWrites planned = new PlannedWrites();
  private final Map<String, SpokeRights> rightsByTable = new HashMap<>();
  private final Set<Integer> denied;
  private final BusinessRules business;
  private final boolean whole;
  private final Renames renames;

  /** Rows whose visibility depends on values that the database sets when it writes them. */
  private final Set<RowId> unsure = new HashSet<>();

  private final Set<RowId> seen = new HashSet<>();

  /** Rows under keys that the spoke did not give them. */
  private final Set<RowId> besides = new HashSet<>();

  /** Changes that are refused, by index in the portion. */
  final Map<Integer, ParkReason> refused = new java.util.TreeMap<>();

  final List<Write> writes = planned.all;

  /** Rows of the spoke that have another key here. */
  final KeptApart apart;

  /** What the writes change in our rows, in the same order. */
  final List<Item.Change> effects = planned.effects;

  final List<OutboxRecord> records = new ArrayList<>();
  final List<String> rules = new ArrayList<>();
  final Map<RowId, Verdicts.Judged> judged = new LinkedHashMap<>();

  final AskedThere asked = new AskedThere();

  /**
   * What earlier attempts at the same portion found out.
   *
   * @param refused changes that the database refuses, by index in the portion
   * @param denied indexes of changes that moved a row out of the spoke's view; {@link #denyStrayed}
   *     adds more
   * @param waiting rows whose changes are all refused because earlier ones are parked
   * @param underWay rows, ours or the spoke's, of which the spoke has yet to learn
   * @param renames other values for rows that could not have their own
   * @param apart rows of the spoke that have another key here, before this portion
   * @param whole whether all changes of a row are written together, so that only the last counts
   */
  record Tried(
      List<MappedChange> all,
      Map<Integer, ParkReason> refused,
      Set<Integer> denied,
      Set<RowId> waiting,
      Set<RowId> underWay,
      boolean whole,
      Renames renames,
      KeptApart apart) {}

  HubAttempt(SpokeView view, long number, CurrentRows current, Tried tried) {
    this.view = view;
    this.number = number;
    this.current = current;
    all = tried.all();
    refused.putAll(tried.refused());
    denied = tried.denied();
    waiting = tried.waiting();
    underWay = tried.underWay();
    whole = tried.whole();
    renames = tried.renames();
    apart = tried.apart().attempt();
    business = new BusinessRules(view.merge(), renames);
    for (MappedChange parts : all) {
      for (RowId source : parts.sources()) {
        answered.computeIfAbsent(source, row -> new HashSet<>()).addAll(parts.reach().keySet());
      }
    }
  }

  /** Index of the change that caused this write. */
  int cause(Write write) {
    return planned.cause(write);
  }

  /** The spoke's row that caused a write. */
  RowId source(Write write) {
    return all.get(cause(write)).row();
  }

  /** Whether our row existed before this portion. */
  boolean found(RowId id) {
    return current.found(id);
  }

  /** Whether the row has a key that the spoke did not give it, so that it was not looked for. */
  boolean isBeside(RowId id) {
    return besides.contains(id);
  }

  void decide() {
    for (int i = 0; i < all.size(); i++) {
      MappedChange parts = apart.of(all.get(i));
      ParkReason refusal = refusal(i, parts);
      if (refusal == null) {
        refusal = decide(i, parts);
      }
      if (refusal != null) {
        refuse(i, refusal);
        continue;
      }
      MappedChange decided = apart.of(parts); // a row that is kept apart is reached as well
      for (RowId row : decided.sources()) {
        judged.merge(row, Verdicts.Judged.of(decided, row), Verdicts.Judged::then);
      }
    }
    if (whole) {
      business.refusals().forEach(refused::putIfAbsent);
    }
  }

  private void refuse(int index, ParkReason refusal) {
    refused.put(index, refusal);
    all.get(index).sources().forEach(row -> stoppedRows.putIfAbsent(row, refusal));
  }

  /** Returns why this change can't be written; null when it can be tried. */
  private ParkReason refusal(int index, MappedChange parts) {
    for (RowId row : parts.sources()) {
      if (waiting.contains(row) || stoppedRows.containsKey(row)) {
        return ParkReason.behind(stoppedRows.get(row));
      }
    }
    for (Map.Entry<RowId, MappedChange.Pair> entry : parts.rows().entrySet()) {
      MappedChange.Pair pair = entry.getValue();
      boolean part = !parts.checked() && pair.before() == null && !pair.after().owner();
      if (part && current.get(entry.getKey()) == null) {
        return ParkReason.noOwner(pair.any().target(), entry.getKey());
      }
    }
    return refused.get(index);
  }

  /**
   * Adds the first change of each row that has a refused change to {@code known}.
   *
   * @return false when {@code known} had them all
   */
  boolean refuseWholeRows(Map<Integer, ParkReason> known) {
    Map<RowId, Integer> first = new HashMap<>();
    for (int i = all.size() - 1; i >= 0; i--) {
      for (RowId row : all.get(i).sources()) {
        first.put(row, i);
      }
    }
    int before = known.size();
    refused.forEach(
        (index, refusal) ->
            all.get(index).sources().forEach(row -> known.putIfAbsent(first.get(row), refusal)));
    return known.size() > before;
  }

  /** Returns null when there is nothing to write or deny. */
  private Outcome outcome(MappedChange parts, RowId id, MappedChange.Pair pair) {
    RowPart part = pair.any();
    Row ours = current.get(id);
    SpokeRights rights = rights(part.target());
    Outcome beside = Beside.outcome(view, rights, parts, pair, ours);
    if (beside != null) {
      return beside;
    }
    if (parts.checked()) {
      check(parts.row(), id, part, ours, pair.theirs(ours));
    } else if (ours != null && !rights.sees(part.target(), ours)) {
      recordLost(
          Kind.LATE_EDIT, "late-edit", versions(part, pair.base(ours), ours, pair.theirs(ours)));
    } else if (ours == null && !part.owner()) {
      Row theirs = pair.theirs(null);
      if (theirs != null) {
        recordLost(
            Kind.PARENT_DELETED, "delete-wins", versions(part, pair.base(null), null, theirs));
      }
    } else {
      return new Outcome(view, rights, id, pair, ours);
    }
    return null;
  }

  private SpokeRights rights(Table table) {
    return rightsByTable.computeIfAbsent(table.name(), name -> view.rights(table));
  }

  /**
   * Decides one change: all its rows are written, or none if the spoke may not write one of them.
   *
   * @return why it is refused, if a rule of the rules file forbids what it would lead to; or null
   */
  private ParkReason decide(int index, MappedChange parts) {
    List<Outcome> outcomes = new ArrayList<>(parts.rows().size());
    int recorded = records.size();
    boolean may = !denied.contains(index);
    Set<RowId> moved = may ? moving(parts, outcomes) : Set.of();
    for (Map.Entry<RowId, MappedChange.Pair> entry : parts.rows().entrySet()) {
      RowId id = entry.getKey();
      Outcome outcome = moved.contains(id) ? null : outcome(parts, id, entry.getValue());
      if (outcome != null) {
        outcomes.add(outcome);
        may &= outcome.allowed != SpokeRights.Answer.NO;
      }
    }
    for (Outcome outcome : outcomes) {
      ParkReason refusal = may && !whole ? business.refusal(outcome) : null;
      if (refusal != null) {
        records.subList(recorded, records.size()).clear();
        rules.subList(recorded, rules.size()).clear();
        return refusal;
      }
    }
    for (Outcome outcome : outcomes) {
      if (may) {
        keep(index, outcome);
      } else if (outcome.matters()) {
        record(outcome.denied());
      }
    }
    return null;
  }

  /**
   * Judges updates of keys as such, where our database has room for the new key. All others are a
   * delete and an insert.
   *
   * @param outcomes added to
   * @return the rows that are judged with that
   */
  private Set<RowId> moving(MappedChange parts, List<Outcome> outcomes) {
    Set<RowId> moved = new HashSet<>();
    parts
        .moves()
        .forEach(
            (from, to) -> {
              SpokeRights rights = rights(parts.reach().get(to));
              Outcome outcome = KeyMove.judge(view, rights, current, parts, from, to);
              if (outcome != null && outcome.allowed != SpokeRights.Answer.NO) {
                outcomes.add(outcome);
                moved.addAll(List.of(from, to));
              }
            });
    return moved;
  }

  private void keep(int index, Outcome outcome) {
    if (outcome.trespasses()) {
      record(outcome.trespassed());
    }
    outcome.judged.forEach(one -> recordOrAsk(index, one));
    if (outcome.apart != null) {
      apart.add(KeptRow.of(outcome.part.target(), outcome.apart, outcome.next));
      besides.add(outcome.id);
    }
    if (outcome.operation != null) {
      write(index, outcome);
    }
  }

  private void recordOrAsk(int index, Merge.Judged one) {
    Merge.Judged kept = AskedThere.fitting(all.get(index), one);
    asked.add(all.get(index), kept, record(kept));
  }

  private void write(int index, Outcome outcome) {
    Table table = outcome.part.target();
    RowId id = outcome.id;
    Row ours = outcome.ours;
    Row next = outcome.next;
    BitSet columns = outcome.columns;
    Merge.Judged named = next == null ? null : renames.of(id, next);
    if (named != null) {
      next = Renames.given(named, next);
      columns = (BitSet) columns.clone();
      columns.or(Renames.columns(named));
      record(named);
    }
    List<RowId> sources = all.get(index).sources();
    boolean others =
        view.altersOthers(
            table,
            ours,
            next,
            other ->
                sources.contains(other) || answered.getOrDefault(other, Set.of()).contains(id));
    if (outcome.operation == Operation.DELETE) {
      others |= planned.supersede(id);
    }
    Write write =
        new Write(
            table,
            outcome.operation,
            next == null ? ours : next,
            columns,
            others ? null : view.spoke(),
            outcome.from);
    business.writes(outcome, index);
    planned.add(write, new Item.Change(table, ours, next), index, bound(write));
    if (write.movesKey()) {
      current.set(write.left(), null);
    }
    current.set(id, next);
    if (outcome.allowed == SpokeRights.Answer.WRITTEN_FIRST) {
      unsure.add(id);
    }
  }

  /** Whether the spoke may not move this row out of its view. */
  boolean bound(Write write) {
    return !rights(write.table()).mayGiveAway();
  }

  /** Columns with which the spoke may not insert this row, though it may update them; or none. */
  BitSet notInserted(Write insert) {
    return rights(insert.table()).notInserted(insert.table(), insert.row(), insert.columns());
  }

  /** Whether the row was looked at after it was written. */
  boolean seen(Write write) {
    return seen.contains(write.id());
  }

  /**
   * After the writes: finds changes that led to rows that a rule of the rules file forbids, which
   * could only be seen now, and adds them to {@code known}.
   *
   * @return whether there were any that were not known
   */
  boolean refuseViolations(ApplyTransaction tx, Map<Integer, ParkReason> known) {
    int before = known.size();
    business.refusalsOf(tx).forEach(known::putIfAbsent);
    return known.size() > before;
  }

  /**
   * After the writes: finds rows that the database wrote outside of the spoke's view, and denies
   * the changes that caused them.
   *
   * @param all true to check each row that must stay in the view; false to check only tables whose
   *     rows the database is known to alter, and rows whose visibility was unknown
   * @return whether a change was denied that was not denied before
   */
  boolean denyStrayed(ApplyTransaction tx, boolean all) {
    Map<Table, Set<Key>> keys = new HashMap<>();
    for (Write write : writes) {
      boolean looks = all || view.altered().contains(write.table().name());
      if (unsure.contains(write.id()) || looks && bound(write)) {
        keys.computeIfAbsent(write.table(), table -> new HashSet<>()).add(write.key());
        seen.add(write.id());
      }
    }
    Set<RowId> strayed = new HashSet<>();
    keys.forEach(
        (table, some) ->
            InParts.of(
                List.copyOf(some), // rows may be too large to keep in memory together
                these ->
                    tx.read(table, these).entrySet().stream()
                        .filter(row -> !rights(table).sees(table, row.getValue()))
                        .forEach(row -> strayed.add(new RowId(table.name(), row.getKey())))));
    return writes.stream()
            .filter(write -> strayed.contains(write.id()) && denied.add(cause(write)))
            .count()
        > 0;
  }

  /**
   * Keeps a row in a conflict record that only the spoke has. It is none when we took the row from
   * its view and it has yet to learn so, or when its own change of the row was just decided. A row
   * that we show to the spoke is no conflict, however its copy differs: we sent ours before we
   * asked for it, so it lags behind, or has changes of its own that are decided as such.
   */
  private void check(RowId source, RowId id, RowPart part, Row ours, Row theirs) {
    boolean seen = rights(part.target()).sees(part.target(), ours);
    boolean known =
        underWay.contains(id) || underWay.contains(source) || judged.containsKey(source);
    if (!seen && !known && (part.owner() || ours == null)) {
      recordLost(Kind.RELOADED, "reload", versions(part, null, null, theirs));
    }
  }

  /** Our row stays; the spoke's is kept in a conflict record. */
  private void recordLost(Kind kind, String rule, Versions versions) {
    record(
        new Merge.Judged(
            new Conflict(kind, versions), new Decision(versions.ours(), rule, 0, false)));
  }

  private Versions versions(RowPart part, Row base, Row ours, Row theirs) {
    return new Versions(part.target(), part.columns(), base, ours, theirs, view.spoke());
  }

  /** Returns its id. */
  private String record(Merge.Judged lost) {
    String id = view.ids().get();
    rules.add(lost.decision().rule());
    records.add(new OutboxRecord.ConflictRecord(id, number, lost.conflict(), lost.decision()));
    return id;
  }
}
