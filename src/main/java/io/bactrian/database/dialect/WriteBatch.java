package io.bactrian.database.dialect;

import io.bactrian.apply.Write;
import io.bactrian.changeset.Operation;
import io.bactrian.changeset.Table;
import java.util.List;

/**
 * Writes that fit into one statement: one table, operation, set of columns and origin, each row at
 * most once.
 *
 * @param columns positions of the written columns besides the key; empty for a deletion
 * @param writes at least one
 */
public record WriteBatch(
    Table table, Operation operation, List<Integer> columns, String origin, List<Write> writes) {

  public int size() {
    return writes.size();
  }

  public WriteBatch part(int from, int to) {
    return new WriteBatch(table, operation, columns, origin, writes.subList(from, to));
  }

  public WriteBatch with(List<Write> some) {
    return new WriteBatch(table, operation, columns, origin, some);
  }

  /** The new value of column {@code position} for each row. */
  public String[] values(int position) {
    String[] values = new String[writes.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = writes.get(i).row().get(position);
    }
    return values;
  }
}
