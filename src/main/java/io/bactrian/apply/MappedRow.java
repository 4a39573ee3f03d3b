package io.bactrian.apply;

import io.bactrian.changeset.Key;
import io.bactrian.changeset.Row;
import io.bactrian.changeset.Table;
import io.bactrian.transform.RowPart;

/**
 * What an arrived change says about one row of this site, for steps of a route that look at it.
 * Immutable.
 *
 * @param table this site's
 * @param before the row that the sender changed; null when it was inserted or is not known. Columns
 *     that the sender does not give are null
 * @param after the row that the sender has now; null when it is deleted
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
