package io.bactrian.transform;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A part of a receiver's row, returned by a {@link RowTransformer}. Immutable.
 *
 * @param table name of the receiver's table
 * @param values canonical texts by column, null for NULL; includes the key columns
 * @param owner whether deleting the sender's row deletes this row
 */
public record TargetRow(String table, Map<String, String> values, boolean owner) {
  public TargetRow {
    values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
  }

  @Override
  public String toString() {
    return "TargetRow[" + table + ", " + values.size() + " columns]";
  }
}
