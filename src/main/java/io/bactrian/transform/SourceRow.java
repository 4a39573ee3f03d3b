package io.bactrian.transform;

import io.bactrian.changeset.Row;
import io.bactrian.changeset.Table;
import io.bactrian.problem.Problem;

/** A row of the sender as a {@link RowTransformer} sees it. Immutable. */
public final class SourceRow {
  private final Table table;
  private final Row row;

  SourceRow(Table table, Row row) {
    this.table = table;
    this.row = row;
  }

  public Table table() {
    return table;
  }

  /**
   * The canonical text, null for NULL.
   *
   * @throws MappingException when the sender has no such column
   */
  public String get(String column) {
    int position = table.position(column);
    if (position < 0) {
      throw new MappingException(Problem.of("table `%s` has no column `%s`", table, column));
    }
    return row.get(position);
  }
}
