package io.bactrian.apply;

import io.bactrian.changeset.Key;
import io.bactrian.changeset.Operation;
import io.bactrian.changeset.Row;
import io.bactrian.changeset.RowId;
import io.bactrian.changeset.Table;
import io.bactrian.conflict.BusinessRule;
import io.bactrian.conflict.Merge;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Holds what an attempt at the hub would write against the business rules of the rules file. A rule
 * is asked of rows that the spoke inserts, and of those of which it changes a column that the rule
 * reads. Where the rule reads columns that the database fills in, the row is looked at once it is
 * written. For one thread.
 */
final class BusinessRules {
  private final Merge merge;
  private final Renames renames;

  /** The last that would be written of each row that a rule is about. */
  private final Map<RowId, Judged> rows = new LinkedHashMap<>();

  /**
   * @param next the row as it would stand
   * @param written columns that are written, by any of the changes
   * @param cause index of the last change that wrote what a rule reads
   */
  private record Judged(Table table, Row next, boolean inserted, BitSet written, int cause) {
    Judged as(Row standing) {
      return new Judged(table, standing, inserted, written, cause);
    }
  }

  BusinessRules(Merge merge, Renames renames) {
    this.merge = merge;
    this.renames = renames;
  }

  /** Why this may not be written; null when it may, as far as that is known before. */
  ParkReason refusal(Outcome outcome) {
    boolean writes = outcome.operation != null && outcome.operation != Operation.DELETE;
    Table table = outcome.part.target();
    return writes && !merge.must(table).isEmpty() ? refusal(judged(outcome, -1), false) : null;
  }

  /** Remembers what is written, to be judged once all changes are decided, or after the write. */
  void writes(Outcome outcome, int cause) {
    if (merge.must(outcome.part.target()).isEmpty()) {
      return;
    }
    if (outcome.from != null) {
      rows.remove(new RowId(outcome.part.target().name(), outcome.from));
    }
    if (outcome.operation == Operation.DELETE) {
      rows.remove(outcome.id);
      return;
    }
    rows.merge(
        outcome.id,
        judged(outcome, cause),
        (earlier, now) -> {
          BitSet written = (BitSet) earlier.written().clone();
          written.or(now.written());
          int last = concerns(now) ? now.cause() : earlier.cause();
          return new Judged(now.table(), now.next(), earlier.inserted(), written, last);
        });
  }

  private Judged judged(Outcome outcome, int cause) {
    boolean inserted = outcome.operation == Operation.INSERT;
    return new Judged(
        outcome.part.target(), renames.next(outcome), inserted, outcome.columns, cause);
  }

  private boolean concerns(Judged row) {
    return merge.must(row.table()).stream()
        .anyMatch(rule -> row.inserted() || rule.reads(row.table()).intersects(row.written()));
  }

  /** The changes that lead to rows that may not stand, by their index. */
  Map<Integer, ParkReason> refusals() {
    Map<Integer, ParkReason> refusals = new HashMap<>();
    for (Judged row : rows.values()) {
      ParkReason refusal = refusal(row, false);
      if (refusal != null) {
        refusals.putIfAbsent(row.cause(), refusal);
      }
    }
    return refusals;
  }

  /** The same for rows that could be judged only now that they are written. */
  Map<Integer, ParkReason> refusalsOf(ApplyTransaction tx) {
    Map<Table, Map<Key, Judged>> unsure = new LinkedHashMap<>();
    rows.forEach(
        (id, row) -> {
          if (row.inserted() && merge.must(row.table()).stream().anyMatch(r -> !gives(row, r))) {
            unsure.computeIfAbsent(row.table(), table -> new LinkedHashMap<>()).put(id.key(), row);
          }
        });
    Map<Integer, ParkReason> refusals = new HashMap<>();
    unsure.forEach(
        (table, some) ->
            InParts.of(
                List.copyOf(some.keySet()),
                keys ->
                    tx.read(table, keys)
                        .forEach(
                            (key, row) -> {
                              ParkReason refusal = refusal(some.get(key).as(row), true);
                              if (refusal != null) {
                                refusals.putIfAbsent(some.get(key).cause(), refusal);
                              }
                            })));
    return refusals;
  }

  private static boolean gives(Judged row, BusinessRule rule) {
    BitSet missing = rule.reads(row.table());
    missing.andNot(row.written());
    return missing.isEmpty();
  }

  /**
   * @param complete whether the row has all its values, also those that the database fills in
   */
  private ParkReason refusal(Judged row, boolean complete) {
    for (BusinessRule rule : merge.must(row.table())) {
      boolean asked =
          row.inserted()
              ? complete || gives(row, rule)
              : rule.reads(row.table()).intersects(row.written());
      if (asked && !rule.isMetBy(row.table(), row.next())) {
        return ParkReason.mustNot(row.table(), rule);
      }
    }
    return null;
  }
}
