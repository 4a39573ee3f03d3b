package io.bactrian.transform;

import io.bactrian.changeset.Key;
import io.bactrian.changeset.Row;
import io.bactrian.changeset.Table;
import java.util.BitSet;

/**
 * What one sender's row says about one receiver's row.
 *
 * @param target the receiver's table
 * @param row full width of the target; meaningful only where {@code columns} is set (key columns
 *     always are)
 * @param columns positions of the target's columns that this part gives
 * @param owner whether the receiver's row exists because of this sender's row: its deletion deletes
 *     the row, while the deletion of a part that is not the owner sets its columns to NULL
 */
public record RowPart(Table target, Row row, BitSet columns, boolean owner) {
  public Key key() {
    return target.keyOf(row);
  }

  /** This part and another of the same row as one; the other wins where both give a column. */
  public RowPart together(RowPart other) {
    String[] values = row.toArray();
    other.columns.stream().forEach(c -> values[c] = other.row.get(c));
    BitSet both = (BitSet) columns.clone();
    both.or(other.columns);
    return new RowPart(target, Row.owning(values), both, owner || other.owner);
  }
}
