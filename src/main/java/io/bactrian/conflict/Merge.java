package io.bactrian.conflict;

import io.bactrian.changeset.Row;
import io.bactrian.changeset.Table;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Objects;

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

  /**
   * What a spoke changed in columns that are not its to change, together with what is declared to
   * belong to them; empty when it left them alone.
   */
  public BitSet trespass(
      Table table, BitSet columns, BitSet guarded, Row base, Row ours, Row theirs) {
    BitSet found = new BitSet();
    boolean asOurs =
        guarded.stream()
            .allMatch(c -> !columns.get(c) || Objects.equals(ours.get(c), theirs.get(c)));
    if (asOurs) {
      return found;
    }
    for (List<Integer> group : rules.groups(table, columns.stream().boxed().toList())) {
      boolean differs =
          group.stream().anyMatch(c -> guarded.get(c) && !equality.same(table, c, theirs, ours));
      if (differs && (base == null || !same(table, group, theirs, base))) {
        group.forEach(found::set);
      }
    }
    return found;
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
      String sum = base != null && rules.adds(table, c) ? sum(base, ours, theirs, c) : null;
      if (sum == null) {
        plain.add(c);
      } else {
        result[c] = add(table, c, base, ours, theirs, sum, spoke, judged);
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
      if (!Objects.equals(result[c], ours.get(c))) {
        write.set(c);
      }
    }
    return new Result(Row.owning(result), write, judged);
  }

  /** The spoke's difference applied to ours; only when both moved is it a conflict to be told. */
  private String add(
      Table table,
      int c,
      Row base,
      Row ours,
      Row theirs,
      String sum,
      String spoke,
      List<Judged> judged) {
    if (equality.same(table, c, theirs, base)) {
      return ours.get(c);
    }
    if (!equality.same(table, c, ours, base)) {
      Conflict conflict =
          new Conflict(Kind.UPDATE_UPDATE, table, List.of(c), base, ours, theirs, spoke);
      judged.add(new Judged(conflict, rules.decide(conflict)));
    }
    return sum;
  }

  private static String sum(Row base, Row ours, Row theirs, int c) {
    return Amount.sum(base.get(c), ours.get(c), theirs.get(c));
  }

  private boolean same(Table table, List<Integer> group, Row a, Row b) {
    return group.stream().allMatch(c -> equality.same(table, c, a, b));
  }

  private boolean sameIn(Table table, BitSet columns, Row a, Row b) {
    return a != null && columns.stream().allMatch(c -> equality.same(table, c, a, b));
  }
}
