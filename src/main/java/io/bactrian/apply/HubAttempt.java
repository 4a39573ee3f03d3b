package io.bactrian.apply;

import io.bactrian.changeset.Item;
import io.bactrian.changeset.Operation;
import io.bactrian.changeset.Row;
import io.bactrian.changeset.RowId;
import io.bactrian.changeset.Table;
import io.bactrian.conflict.Merge;
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
  private final CurrentRows current;
  private final List<MappedChange> all;
  private final HubJudgement judgement;
  private final Map<RowId, Set<RowId>> answered = new HashMap<>();
  private final PlannedWrites planned = new PlannedWrites();
  private final Map<String, SpokeRights> rightsByTable = new HashMap<>();
  private final Set<Integer> denied;
  private final BusinessRules business;
  private final boolean whole;
  private final Renames renames;

  private final StrayedRows strayed;

  /** Rows under keys that the spoke did not give them. */
  private final Set<RowId> besides = new HashSet<>();

  final RefusedChanges refused;

  final List<Write> writes = planned.all;

  /** Rows of the spoke that have another key here. */
  final KeptApart apart;

  /** What the writes change in our rows, in the same order. */
  final List<Item.Change> effects = planned.effects;

  final FoundConflicts conflicts;
  final Map<RowId, Verdicts.Judged> judged = new LinkedHashMap<>();

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
    this.view = view.with(current);
    conflicts = new FoundConflicts(view, number);
    this.current = current;
    all = tried.all();
    refused = new RefusedChanges(all, tried.waiting(), tried.refused());
    denied = tried.denied();
    strayed = new StrayedRows(view); // looks at what was written
    judgement =
        new HubJudgement(
            this.view, this::rights, current, tried.underWay(), judged::containsKey, conflicts);
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
      ParkReason refusal = refused.reason(i, parts, current);
      if (refusal == null) {
        refusal = decide(i, parts);
      }
      if (refusal != null) {
        refused.add(i, refusal);
        continue;
      }
      MappedChange decided = apart.of(parts); // a row that is kept apart is reached as well
      for (RowId row : decided.sources()) {
        judged.merge(row, Verdicts.Judged.of(decided, row), Verdicts.Judged::then);
      }
    }
    if (whole) {
      business.refusals().forEach(refused.byIndex::putIfAbsent);
    }
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
    int recorded = conflicts.size();
    boolean may = !denied.contains(index);
    Set<RowId> moved = may ? judgement.moving(parts, outcomes) : Set.of();
    for (Map.Entry<RowId, MappedChange.Pair> entry : parts.rows().entrySet()) {
      RowId id = entry.getKey();
      Outcome outcome = moved.contains(id) ? null : judgement.of(parts, id, entry.getValue());
      if (outcome != null) {
        outcomes.add(outcome);
        may &= outcome.allowed != SpokeRights.Answer.NO;
      }
    }
    for (Outcome outcome : outcomes) {
      ParkReason refusal = may && !whole ? business.refusal(outcome) : null;
      if (refusal != null) {
        conflicts.backTo(recorded);
        return refusal;
      }
    }
    for (Outcome outcome : outcomes) {
      if (may) {
        keep(index, outcome);
      } else if (outcome.matters()) {
        conflicts.add(outcome.denied());
      }
    }
    return null;
  }

  private void keep(int index, Outcome outcome) {
    if (outcome.trespasses()) {
      conflicts.add(outcome.trespassed());
    }
    outcome.judged.forEach(one -> conflicts.addOrAsk(all.get(index), one));
    if (outcome.apart != null) {
      apart.add(KeptRow.of(outcome.part.target(), outcome.apart, outcome.next));
      besides.add(outcome.id);
    }
    if (outcome.operation != null) {
      write(index, outcome);
    }
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
      conflicts.add(named);
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
      strayed.unsure(id);
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
    return strayed.seen(write);
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
    Set<RowId> rows = strayed.among(writes, tx, all);
    return writes.stream()
            .filter(write -> rows.contains(write.id()) && denied.add(cause(write)))
            .count()
        > 0;
  }
}
