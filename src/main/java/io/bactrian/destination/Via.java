package io.bactrian.destination;

import io.bactrian.changeset.Key;
import io.bactrian.changeset.Row;
import io.bactrian.changeset.RowId;
import io.bactrian.changeset.Table;
import java.util.List;

/**
 * A foreign key by which rows are where the row is to which they refer. Immutable and thread-safe.
 *
 * @param columns of the referring row, in the order of the parent's primary key
 * @param parent table to whose primary key they refer
 * @param enforced whether the database sees to it that the parent is there
 */
public record Via(List<String> columns, String parent, boolean enforced) {
  public Via {
    columns = List.copyOf(columns);
  }

  /**
   * The row to which a row refers; null for none.
   *
   * @param table the row's shape
   */
  public RowId parentOf(Table table, Row row) {
    String[] key = new String[columns.size()];
    for (int i = 0; i < key.length; i++) {
      int position = table.position(columns.get(i));
      key[i] = position < 0 ? null : row.get(position);
      if (key[i] == null) {
        return null;
      }
    }
    return new RowId(parent, Key.of(key));
  }
}
