package io.bactrian.conflict;

import io.bactrian.changeset.Row;
import io.bactrian.changeset.Table;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * How the hub judges one row of a spoke's change: three-way, column by column, and by rule where
 * both sides changed the same. Pure; section 4 of the protocol.
 */
public final class Merge {
  private final Rules rules;
  private final Equality equality;

  public Merge(Rules rules, Equality equality) {
    this.rules = rules;
    this.equality = equality;
  }

  /**
   * The row as it is to be.
   *
   * @param row null: absent
   * @param write columns in which it differs from ours; empty: nothing to write (or to delete)
   * @param judged conflicts met on the way, each with what was decided
   */
  public record Result(Row row, BitSet write, List<Judged> judged) {}

  /** One conflict and its outcome. */
  public record Judged(Conflict conflict, Decision decision) {}

  /**
   * @param columns positions that the spoke's row gives; others are never touched
   * @param base the spoke's before image in the hub's terms, null when absent
   * @param ours the hub's row now, null when absent
   * @param theirs the spoke's after image in the hub's terms, null when absent
   */
  public Result judge(Table table, BitSet columns, Row base, Row ours, Row theirs, String spoke) {
    if (ours == null && theirs == null) {
      return new Result(null, new BitSet(), List.of());
    }
    if (ours != null && theirs != null) {
      return bothPresent(table, columns, base, ours, theirs, spoke);
    }
    List<Judged> judged = new ArrayList<>();
    Row row;
    if (theirs == null) {
      row = null;
      if (!sameIn(table, columns, base, ours)) {
        row = absence(Kind.UPDATE_DELETE, table, columns, base, ours, null, spoke, judged);
      }
    } else if (base == null) {
      row = theirs;
    } else {
      row = absence(Kind.DELETE_UPDATE, table, columns, base, null, theirs, spoke, judged);
    }
    BitSet write = row == null || ours != null ? new BitSet() : (BitSet) columns.clone();
    return new Result(row, write, judged);
  }

  /** Whether two rows are the same in these columns, as far as both sides can tell. */
  public boolean same(Table table, BitSet columns, Row a, Row b) {
    return sameIn(table, columns, a, b);
  }

  private Row absence(
      Kind kind,
      Table table,
      BitSet columns,
      Row base,
      Row ours,
      Row theirs,
      String spoke,
      List<Judged> judged) {
    List<Integer> all = columns.stream().boxed().toList();
    Conflict conflict = new Conflict(kind, table, all, base, ours, theirs, spoke);
    Decision decision = rules.decide(conflict);
    judged.add(new Judged(conflict, decision));
    return decision.row();
  }

  private Result bothPresent(
      Table table, BitSet columns, Row base, Row ours, Row theirs, String spoke) {
    List<Judged> judged = new ArrayList<>();
    String[] result = ours.toArray();
    List<Integer> plain = new ArrayList<>();
    for (int c = columns.nextSetBit(0); c >= 0; c = columns.nextSetBit(c + 1)) {
      if (base != null && rules.adds(table, c) && numbers(base, ours, theirs, c)) {
        result[c] = add(table, c, base, ours, theirs, spoke, judged);
      } else {
        plain.add(c);
      }
    }
    for (List<Integer> group : rules.groups(table, plain)) {
      if (same(table, group, ours, theirs) || base != null && same(table, group, theirs, base)) {
        continue;
      }
      if (base != null && same(table, group, ours, base)) {
        for (int c : group) {
          if (!equality.same(table, c, theirs, base)) {
            result[c] = theirs.get(c);
          }
        }
        continue;
      }
      Kind kind = base == null ? Kind.INSERT_INSERT : Kind.UPDATE_UPDATE;
      Conflict conflict = new Conflict(kind, table, group, base, ours, theirs, spoke);
      Decision decision = rules.decide(conflict);
      judged.add(new Judged(conflict, decision));
      for (int c : group) {
        result[c] = decision.row().get(c);
      }
    }
    BitSet write = new BitSet();
    for (int c = columns.nextSetBit(0); c >= 0; c = columns.nextSetBit(c + 1)) {
      if (!java.util.Objects.equals(result[c], ours.get(c))) {
        write.set(c);
      }
    }
    return new Result(Row.owning(result), write, judged);
  }

  /** The spoke's difference applied to ours; only when both moved is it a conflict to be told. */
  private String add(
      Table table, int c, Row base, Row ours, Row theirs, String spoke, List<Judged> judged) {
    if (equality.same(table, c, theirs, base)) {
      return ours.get(c);
    }
    BigDecimal difference = new BigDecimal(theirs.get(c)).subtract(new BigDecimal(base.get(c)));
    String sum = new BigDecimal(ours.get(c)).add(difference).toPlainString();
    if (!equality.same(table, c, ours, base)) {
      Conflict conflict =
          new Conflict(Kind.UPDATE_UPDATE, table, List.of(c), base, ours, theirs, spoke);
      judged.add(new Judged(conflict, rules.decide(conflict)));
    }
    return sum;
  }

  private static boolean numbers(Row base, Row ours, Row theirs, int c) {
    return base.get(c) != null && ours.get(c) != null && theirs.get(c) != null;
  }

  private boolean same(Table table, List<Integer> group, Row a, Row b) {
    return group.stream().allMatch(c -> equality.same(table, c, a, b));
  }

  private boolean sameIn(Table table, BitSet columns, Row a, Row b) {
    return a != null && columns.stream().allMatch(c -> equality.same(table, c, a, b));
  }
}
