package io.bactrian.conflict;

import io.bactrian.changeset.Row;
import io.bactrian.changeset.Table;
import java.util.BitSet;
import java.util.Collection;

/**
 * The three versions of a row that a three-way merge compares, as rows of the hub. Immutable as
 * long as {@code columns} is not modified.
 *
 * @param table the hub's table
 * @param columns positions of the columns to decide, all of them given by the spoke's row; other
 *     columns are never changed
 * @param base the row before the spoke's change; null when absent
 * @param ours the hub's row now; null when absent
 * @param theirs the spoke's row; null when absent
 * @param spoke the spoke that sent the change
 */
public record Versions(Table table, BitSet columns, Row base, Row ours, Row theirs, String spoke) {

  /** Converts positions to a set of columns. */
  public static BitSet columns(Collection<Integer> positions) {
    BitSet columns = new BitSet();
    positions.forEach(columns::set);
    return columns;
  }

  /** Returns the same versions for these columns only. */
  public Versions in(BitSet some) {
    return new Versions(table, some, base, ours, theirs, spoke);
  }

  Versions in(Collection<Integer> some) {
    return in(columns(some));
  }
}
