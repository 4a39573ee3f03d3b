package io.bactrian.destination;

import io.bactrian.changeset.Row;
import io.bactrian.changeset.RowId;
import io.bactrian.changeset.Table;

/**
 * A row as it stood at some moment. Immutable.
 *
 * @param table its shape then
 */
public record StoredRow(Table table, Row row) {
  public RowId id() {
    return new RowId(table.name(), table.keyOf(row));
  }
}
