package io.bactrian.apply;

import io.bactrian.changeset.Key;
import io.bactrian.changeset.Row;
import io.bactrian.changeset.Table;
import io.bactrian.transform.RowPart;

/**
 * A received change mapped to one row of this site, for route steps that inspect it. Immutable.
 *
 * @param table this site's table
 * @param before the row before the sender's change; null when it was inserted, or when that is not
 *     known. Columns that the sender does not give are null
 * @param after the row after the sender's change; null when it was deleted
 */
public record MappedRow(Table table, Key key, Row before, Row after) {
  static MappedRow of(RowPart before, RowPart after) {
    RowPart any = after != null ? after : before;
    return new MappedRow(any.target(), any.key(), row(before), row(after));
  }

  private static Row row(RowPart part) {
    return part == null ? null : part.row();
  }
}
