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
 * @param writes at least one; all of them update keys, or none
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

  /** Whether it updates keys; then to those of the rows, from those that the writes name. */
  public boolean movesKeys() {
    return writes.get(0).movesKey();
  }

  /** The {@code i}-th value of each row's key before, where the batch updates keys. */
  public String[] keysBefore(int i) {
    return writes.stream().map(write -> write.from().get(i)).toArray(String[]::new);
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
