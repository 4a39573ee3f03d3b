package io.bactrian.transform;

import io.bactrian.changeset.Key;
import io.bactrian.changeset.Row;
import io.bactrian.changeset.Table;
import java.util.BitSet;

/**
 * The columns of a receiver's row that a sender's row provides.
 *
 * @param target the receiver's table
 * @param row all columns of the target; valid only at positions in {@code columns}, which include
 *     the key
 * @param columns positions of the target's columns that this part provides
 * @param owner whether deleting the sender's row deletes the receiver's row; otherwise it sets the
 *     columns of this part to NULL
 */
public record RowPart(Table target, Row row, BitSet columns, boolean owner) {
  public Key key() {
    return target.keyOf(row);
  }

  /** Merges this part with another of the same row, which wins where both provide a column. */
  public RowPart together(RowPart other) {
    CharSequence[] values = row.toArray();
    other.columns.stream().forEach(c -> values[c] = other.row.cell(c));
    BitSet both = (BitSet) columns.clone();
    both.or(other.columns);
    return new RowPart(target, Row.owning(values), both, owner || other.owner);
  }
}
