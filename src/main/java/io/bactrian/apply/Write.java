package io.bactrian.apply;

import io.bactrian.changeset.Key;
import io.bactrian.changeset.Operation;
import io.bactrian.changeset.Row;
import io.bactrian.changeset.RowId;
import io.bactrian.changeset.Table;
import java.util.BitSet;

/**
 * A row to insert, update or delete at this site.
 *
 * @param table this site's table
 * @param row INSERT, UPDATE: the values to write, full width; DELETE: a row with the key
 * @param columns positions to write (UPDATE: the changed ones; INSERT: the given ones, the rest
 *     take the database's defaults); ignored for DELETE
 * @param origin the partner whose change this is; null when it counts as our own change, which must
 *     be sent to the partner too
 */
public record Write(Table table, Operation operation, Row row, BitSet columns, String origin) {
  public Key key() {
    return table.keyOf(row);
  }

  /** The row that is written. */
  public RowId id() {
    return new RowId(table.name(), key());
  }
}
