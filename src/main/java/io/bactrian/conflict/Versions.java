package io.bactrian.conflict;

import io.bactrian.changeset.Row;
import io.bactrian.changeset.Table;
import java.util.BitSet;
import java.util.Collection;

/**
 * One row three times, in the hub's terms: what a three-way decision looks at. Immutable as long as
 * nobody changes {@code columns}.
 *
 * @param table the hub's table
 * @param columns positions that it is about, of those that the spoke's row gives; others are never
 *     touched
 * @param base the row when the spoke last agreed with the hub; null when absent
 * @param ours the hub's row now; null when absent
 * @param theirs the spoke's row; null when absent
 * @param spoke the site that sent it
 */
public record Versions(Table table, BitSet columns, Row base, Row ours, Row theirs, String spoke) {

  /** Columns from their positions. */
  public static BitSet columns(Collection<Integer> positions) {
    BitSet columns = new BitSet();
    positions.forEach(columns::set);
    return columns;
  }

  /** The same row, looked at in these columns only. */
  public Versions in(BitSet some) {
    return new Versions(table, some, base, ours, theirs, spoke);
  }

  Versions in(Collection<Integer> some) {
    return in(columns(some));
  }
}
