package io.bactrian.database.dialect;

import io.bactrian.changeset.Row;
import io.bactrian.changeset.Table;

/** The shape under which rows of the outbox were recorded. Immutable. */
public interface RecordedShape {

  Table table();

  /** The row, in the order of the table's columns and in canonical text, as it was recorded. */
  Row row(Row recorded);

  /** For rows that are recorded in canonical text, column by column. */
  static RecordedShape of(Table table) {
    return new RecordedShape() {
      @Override
      public Table table() {
        return table;
      }

      @Override
      public Row row(Row recorded) {
        return recorded;
      }
    };
  }
}
