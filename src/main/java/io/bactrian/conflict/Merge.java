package io.bactrian.conflict;

import io.bactrian.changeset.Row;
import io.bactrian.changeset.Schema.ForeignKey;
import io.bactrian.changeset.Table;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Decides, at the hub, one row of a spoke's change: a three-way merge, column by column, and by
 * rule where both sides changed the same columns. Section 4 of the protocol. Pure and thread-safe.
 */
public final class Merge {
  private final Rules rules;
  private final Equality equality;

  public Merge(Rules rules, Equality equality) {
    this.rules = rules;
    this.equality = equality;
  }

  /**
   * The merged row.
   *
   * @param row the row to write; null when absent
   * @param write columns in which it differs from ours; empty when there is nothing to write, or
   *     for a deletion
   * @param judged conflicts that were found, with their decisions
   */
  public record Result(Row row, BitSet write, List<Judged> judged) {}

  /** A conflict and its decision. */
  public record Judged(Conflict conflict, Decision decision) {}

  /** Decides one row. */
  public Result judge(Versions row) {
    Row ours = row.ours();
    Row theirs = row.theirs();
    if (ours == null && theirs == null) {
      return new Result(null, new BitSet(), List.of());
    }
    if (ours != null && theirs != null) {
      return bothPresent(row);
    }
    List<Judged> judged = new ArrayList<>();
    Row next = theirs;
    if (theirs == null) {
      boolean asSeen = same(row.table(), row.columns(), row.base(), ours);
      next = asSeen ? null : decide(Kind.UPDATE_DELETE, row, judged);
    } else if (row.base() != null) {
      next = decide(Kind.DELETE_UPDATE, row, judged);
    }
    BitSet write = next == null || ours != null ? new BitSet() : (BitSet) row.columns().clone();
    return new Result(next, write, judged);
  }

  /**
   * Whether two rows are the same in these columns, as {@link Equality} compares; false when {@code
   * a} is null.
   */
  public boolean same(Table table, BitSet columns, Row a, Row b) {
    return a != null && columns.stream().allMatch(c -> equality.same(table, c, a, b));
  }

  /**
   * Returns the columns that a spoke changed without permission, with the other columns of their
   * groups; empty when there are none.
   *
   * @param row present on both sides
   * @param guarded columns that the spoke may not change
   */
  public BitSet trespass(Versions row, BitSet guarded) {
    Row ours = row.ours();
    Row theirs = row.theirs();
    BitSet found = new BitSet();
    boolean asOurs =
        guarded.stream()
            .allMatch(c -> !row.columns().get(c) || Objects.equals(ours.cell(c), theirs.cell(c)));
    if (asOurs) {
      return found;
    }
    Table table = row.table();
    for (List<Integer> group : rules.groups(table, row.columns().stream().boxed().toList())) {
      boolean differs =
          group.stream().anyMatch(c -> guarded.get(c) && !equality.same(table, c, theirs, ours));
      if (differs && (row.base() == null || !same(table, group, theirs, row.base()))) {
        group.forEach(found::set);
      }
    }
    return found;
  }

  /** What rows of the table have to be like when a spoke changes them. */
  public List<BusinessRule> must(Table table) {
    return rules.must(table);
  }

  /**
   * Keeps a row that the spoke inserted beside the one that stands under its key, if a rule says
   * so.
   *
   * @return the conflict, and the decision with the row under its new key; empty when no rule says
   *     so, or can't
   */
  public Optional<Judged> keepBoth(Versions row) {
    boolean clash = row.base() == null && row.ours() != null && row.theirs() != null;
    return clash ? keepBoth(new Conflict(Kind.INSERT_INSERT, row)) : Optional.empty();
  }

  /**
   * The same for a row of the spoke of which the database refuses a value because another row has
   * it.
   *
   * @param row its columns are those that may get another value
   */
  public Optional<Judged> keepBothNamed(Versions row) {
    return keepBoth(new Conflict(Kind.UNIQUE_KEY_TAKEN, row));
  }

  private Optional<Judged> keepBoth(Conflict conflict) {
    return rules.keepBoth(conflict).map(decision -> new Judged(conflict, decision));
  }

  /** Whether a rule may say so, of any table. */
  public boolean keepsBoth() {
    return rules.keepsBoth();
  }

  /** Foreign keys to tables of which rows may get another key by {@link #keepBoth}. */
  public List<ForeignKey> followed() {
    return rules.followed();
  }

  private Row decide(Kind kind, Versions row, List<Judged> judged) {
    Conflict conflict = new Conflict(kind, row);
    Decision decision = rules.decide(conflict);
    judged.add(new Judged(conflict, decision));
    return decision.row();
  }

  private Result bothPresent(Versions row) {
    Table table = row.table();
    BitSet columns = row.columns();
    Row base = row.base();
    Row ours = row.ours();
    Row theirs = row.theirs();
    List<Judged> judged = new ArrayList<>();
    CharSequence[] result = ours.toArray();
    List<Integer> plain = new ArrayList<>();
    for (int c = columns.nextSetBit(0); c >= 0; c = columns.nextSetBit(c + 1)) {
      String sum = base != null && rules.adds(table, c) ? sum(base, ours, theirs, c) : null;
      if (sum == null) {
        plain.add(c);
      } else {
        result[c] = add(row, c, sum, judged);
      }
    }
    for (List<Integer> group : rules.groups(table, plain)) {
      if (same(table, group, ours, theirs) || base != null && same(table, group, theirs, base)) {
        continue;
      }
      if (base != null && same(table, group, ours, base)) {
        for (int c : group) {
          if (!equality.same(table, c, theirs, base)) {
            result[c] = theirs.cell(c);
          }
        }
        continue;
      }
      Kind kind = base == null ? Kind.INSERT_INSERT : Kind.UPDATE_UPDATE;
      Row decided = decide(kind, row.in(group), judged);
      for (int c : group) {
        result[c] = decided.cell(c);
      }
    }
    BitSet write = new BitSet();
    for (int c = columns.nextSetBit(0); c >= 0; c = columns.nextSetBit(c + 1)) {
      if (!Objects.equals(result[c], ours.cell(c))) {
        write.set(c);
      }
    }
    return new Result(Row.owning(result), write, judged);
  }

  /**
   * Adds the spoke's difference to our value. Only when both sides changed is it recorded as a
   * conflict.
   */
  private String add(Versions row, int c, String sum, List<Judged> judged) {
    if (equality.same(row.table(), c, row.theirs(), row.base())) {
      return row.ours().get(c);
    }
    if (!equality.same(row.table(), c, row.ours(), row.base())) {
      decide(Kind.UPDATE_UPDATE, row.in(List.of(c)), judged);
    }
    return sum;
  }

  private static String sum(Row base, Row ours, Row theirs, int c) {
    return Amount.sum(base.get(c), ours.get(c), theirs.get(c));
  }

  private boolean same(Table table, List<Integer> group, Row a, Row b) {
    return group.stream().allMatch(c -> equality.same(table, c, a, b));
  }
}
