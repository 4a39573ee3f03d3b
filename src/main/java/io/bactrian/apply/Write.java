package io.bactrian.apply;

import io.bactrian.changeset.Key;
import io.bactrian.changeset.Operation;
import io.bactrian.changeset.Row;
import io.bactrian.changeset.RowId;
import io.bactrian.changeset.Table;
import java.util.BitSet;
import java.util.List;

/**
 * A row to insert, update or delete at this site.
 *
 * @param table this site's table
 * @param row INSERT, UPDATE: the values to write, full width; DELETE: a row with the key
 * @param columns positions to write (UPDATE: the changed ones; INSERT: the given ones, the rest
 *     take the database's defaults); ignored for DELETE
 * @param origin the partner whose change this is; null when it counts as our own change, which must
 *     be sent to the partner too
 * @param from the key of the row that gets another key, for an UPDATE of the key: then {@code
 *     columns} include those key columns that change; else null
 */
public record Write(
    Table table, Operation operation, Row row, BitSet columns, String origin, Key from) {

  /** A write that changes no key. */
  public Write(Table table, Operation operation, Row row, BitSet columns, String origin) {
    this(table, operation, row, columns, origin, null);
  }

  /** Whether it updates the key. */
  public boolean movesKey() {
    return from != null;
  }

  /** The row that gets another key; null unless it updates the key. */
  public RowId left() {
    return from == null ? null : new RowId(table.name(), from);
  }

  /** All rows that are there before or after. */
  public List<RowId> ids() {
    return from == null ? List.of(id()) : List.of(left(), id());
  }

  public Key key() {
    return table.keyOf(row);
  }

  /** The row that is written. */
  public RowId id() {
    return new RowId(table.name(), key());
  }
}
