package io.bactrian.apply;

import io.bactrian.changeset.Key;
import io.bactrian.changeset.Row;
import io.bactrian.changeset.Table;
import io.bactrian.transform.RowPart;
import java.util.BitSet;
import java.util.Objects;

/** Adds and removes key columns. Pure. */
final class KeyColumns {
  private KeyColumns() {}

  /** Returns these positions without those of the key. */
  static BitSet without(Table table, BitSet columns) {
    BitSet result = (BitSet) columns.clone();
    for (int i = 0; i < table.keyWidth(); i++) {
      result.clear(table.keyPosition(i));
    }
    return result;
  }

  /** Positions of the key columns in which two rows differ. */
  static BitSet changed(Table table, Row one, Row other) {
    BitSet changed = new BitSet();
    for (int i = 0; i < table.keyWidth(); i++) {
      int c = table.keyPosition(i);
      changed.set(c, !Objects.equals(one.cell(c), other.cell(c)));
    }
    return changed;
  }

  /** Returns a row of which only the key is known. */
  static Row row(Table table, Key key) {
    String[] values = new String[table.width()];
    for (int i = 0; i < table.keyWidth(); i++) {
      values[table.keyPosition(i)] = key.get(i);
    }
    return Row.owning(values);
  }

  /** Returns the part with the key of another. */
  static RowPart with(RowPart part, RowPart key) {
    return new RowPart(
        part.target(), with(part.target(), part.row(), key.row()), part.columns(), part.owner());
  }

  /** Returns the row with the key values of another. */
  static Row with(Table table, Row row, Row key) {
    CharSequence[] values = row.toArray();
    for (int i = 0; i < table.keyWidth(); i++) {
      values[table.keyPosition(i)] = key.cell(table.keyPosition(i));
    }
    return Row.owning(values);
  }
}
