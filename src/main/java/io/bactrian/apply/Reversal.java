package io.bactrian.apply;

import io.bactrian.apply.OutboxRecord.ConflictRecord;
import io.bactrian.changeset.Operation;
import io.bactrian.changeset.Row;
import io.bactrian.changeset.Table;
import io.bactrian.conflict.Amount;
import io.bactrian.conflict.Conflict;
import io.bactrian.conflict.Decision;
import io.bactrian.conflict.Kind;
import io.bactrian.transform.Values;
import java.util.BitSet;
import java.util.Optional;
import java.util.Set;

/**
 * Reverses what a person or a rule decided about a conflict at the hub. Like {@link Resolution} it
 * is an ordinary write of the hub, so that it reaches every site. Immutable and thread-safe; pure.
 *
 * <p>Where the decision wrote something, the values that it overwrote stand again; where it left
 * the row as it was, the side that lost stands. Of a row that both sides had, only the columns that
 * were in conflict are touched. What the rule {@code add} added is subtracted, so that what was
 * added since stays.
 *
 * @param left the row as the decision left it; null when absent
 * @param whole whether {@code left} is the whole row as it stood, and not only the columns that
 *     were in conflict
 * @param back the row as it is to be again; null when absent
 * @param sums whether the difference of the two is what is reversed, not the value: writing that
 *     twice would count twice
 */
public record Reversal(ConflictRecord record, Row left, boolean whole, Row back, boolean sums) {
  private static final Set<Kind> PARTS = Set.of(Kind.PARENT_DELETED, Kind.LATE_EDIT, Kind.DRIFT);

  /**
   * How the hub's row is to what a reversal would write.
   *
   * @param moved whether the row is no longer as the decision left it
   * @param write what is to be written; empty when the row is so already
   */
  public record Plan(boolean moved, Optional<Write> write) {}

  /** Reverses what the rule decided. */
  public static Reversal ofRule(ConflictRecord record) {
    return of(record, record.ourSide(), record.decision().row(), false);
  }

  /**
   * Reverses what a person decided.
   *
   * @param before the hub's row before it; null when absent
   * @param after the row after it; null when absent
   */
  public static Reversal of(ConflictRecord record, Row before, Row after) {
    return of(record, before, after, true);
  }

  /** Reverses a person's choice of a side, when it is not known which rows it met. */
  public static Reversal ofChoice(ConflictRecord record, boolean theirs) {
    Row chosen = theirs ? record.conflict().theirs() : record.ourSide();
    return of(record, chosen, chosen, false);
  }

  private static Reversal of(ConflictRecord record, Row before, Row after, boolean whole) {
    Conflict conflict = record.conflict();
    Row ours = record.ourSide();
    Row loser = same(conflict, after, ours) ? conflict.theirs() : ours;
    boolean wrote = !same(conflict, before, after);
    return new Reversal(
        record,
        after,
        whole,
        wrote ? before : loser,
        wrote && conflict.hasDifferences() && record.decision().rule().equals(Decision.ADD));
  }

  /** Whether both sides were the same, so that nothing can be reversed. */
  public boolean isVoid() {
    return same(record.conflict(), left, back);
  }

  /**
   * What to write. A row that has been deleted since is not brought back, except where the decision
   * deleted it.
   *
   * @param now the hub's row; null when absent
   */
  public Plan plan(Row now) {
    Conflict conflict = record.conflict();
    if (sums && now != null) {
      Row less = subtracted(now);
      if (less != null) {
        return new Plan(false, Optional.of(updated(now, less)));
      }
    }
    if (same(conflict, now, back)) {
      return new Plan(false, Optional.empty());
    }
    if (back == null) {
      boolean moved = whole ? !now.equals(left) : !same(conflict, now, left);
      return new Plan(moved, Optional.of(write(Operation.DELETE, now, new BitSet())));
    }
    if (now == null) {
      boolean onlyColumns = conflict.ours() != null && conflict.theirs() != null;
      boolean inserts = left == null && !onlyColumns && !PARTS.contains(conflict.kind());
      return new Plan(!inserts, inserts ? Optional.of(inserted()) : Optional.empty());
    }
    return new Plan(!same(conflict, now, left), Optional.of(updated(now, back)));
  }

  private Write inserted() {
    Table table = record.conflict().table();
    BitSet columns = columns(record.conflict());
    boolean given = back.equals(record.conflict().theirs());
    for (int c = 0; c < table.width(); c++) {
      columns.set(c, !given || columns.get(c) || table.column(c).key());
    }
    return write(Operation.INSERT, back, columns);
  }

  /** The row without what was added; null when it has a value that is no number. */
  private Row subtracted(Row now) {
    Row less = now;
    for (int c : record.conflict().columns()) {
      String value = Amount.sum(left.get(c), now.get(c), back.get(c));
      if (value == null) {
        return null;
      }
      less = less.with(c, value);
    }
    return less;
  }

  private Write updated(Row now, Row next) {
    Table table = record.conflict().table();
    CharSequence[] row = now.toArray();
    BitSet differs = new BitSet();
    KeyColumns.without(table, columns(record.conflict())).stream()
        .filter(c -> !Values.same(table.column(c), now.cell(c), next.cell(c)))
        .forEach(
            c -> {
              differs.set(c);
              row[c] = next.cell(c);
            });
    return write(Operation.UPDATE, Row.owning(row), differs);
  }

  private Write write(Operation operation, Row row, BitSet columns) {
    return new Write(record.conflict().table(), operation, row, columns, null);
  }

  private static BitSet columns(Conflict conflict) {
    return (BitSet) conflict.versions().columns().clone();
  }

  /** Whether both are absent, or have the same values in the columns that were in conflict. */
  private static boolean same(Conflict conflict, Row one, Row other) {
    if (one == null || other == null) {
      return one == other;
    }
    Table table = conflict.table();
    return conflict.columns().stream()
        .allMatch(c -> Values.same(table.column(c), one.get(c), other.get(c)));
  }
}
