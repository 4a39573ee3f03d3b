package io.bactrian.apply;

import io.bactrian.changeset.Row;
import io.bactrian.changeset.Table;
import java.util.BitSet;

/** The key columns among others. Pure. */
final class KeyColumns {
  private KeyColumns() {}

  /** These positions without those of the key. */
  static BitSet without(Table table, BitSet columns) {
    BitSet result = (BitSet) columns.clone();
    for (int i = 0; i < table.keyWidth(); i++) {
      result.clear(table.keyPosition(i));
    }
    return result;
  }

  /** A row with the key of another. */
  static Row with(Table table, Row row, Row key) {
    String[] values = row.toArray();
    for (int i = 0; i < table.keyWidth(); i++) {
      values[table.keyPosition(i)] = key.get(table.keyPosition(i));
    }
    return Row.owning(values);
  }
}
