package io.bactrian.transform;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A part of a receiver's row as a {@link RowTransformer} gives it. Immutable.
 *
 * @param table the receiver's
 * @param values canonical texts by column, null for NULL; the key's columns are among them
 * @param owner whether the row exists because of the sender's row
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
