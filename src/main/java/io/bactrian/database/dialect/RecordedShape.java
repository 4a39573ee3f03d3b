package io.bactrian.database.dialect;

import io.bactrian.changeset.Row;
import io.bactrian.changeset.Table;

/** The shape under which rows of the outbox were recorded. Immutable. */
public interface RecordedShape {

  Table table();

  /** Reads a row as it stands in the outbox; the text may be kept. */
  Row row(String text);

  /** For rows that are recorded in canonical text, column by column. */
  static RecordedShape of(Table table) {
    return new RecordedShape() {
      @Override
      public Table table() {
        return table;
      }

      @Override
      public Row row(String text) {
        return Row.ofText(text);
      }
    };
  }
}
