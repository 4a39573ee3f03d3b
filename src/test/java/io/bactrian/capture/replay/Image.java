package io.bactrian.capture.replay;

import io.bactrian.changeset.Column;
import io.bactrian.changeset.Row;
import io.bactrian.changeset.Table;
import java.util.ArrayList;
import java.util.List;

/** A row with the columns that its table had when it was written. */
record Image(Table table, Row row) {

  /** The value of a column; null also when there is no such column. */
  String get(String column) {
    int position = table.position(column);
    return position < 0 ? null : row.get(position);
  }

  /** Whether the columns that both have, with the same types, have the same values. */
  boolean agrees(Image other) {
    for (Column column : table.columns()) {
      int position = other.table.position(column.name());
      if (position >= 0
          && other.table.column(position).nativeType().equals(column.nativeType())
          && !java.util.Objects.equals(get(column.name()), other.get(column.name()))) {
        return false;
      }
    }
    return true;
  }

  /** Whether both have the same columns, with the same values. */
  boolean same(Image other) {
    return names().equals(other.names()) && row.equals(other.row);
  }

  List<String> names() {
    return table.columns().stream().map(Column::name).toList();
  }

  @Override
  public String toString() {
    List<String> values = new ArrayList<>();
    table.columns().forEach(column -> values.add(column.name() + "=" + get(column.name())));
    return values.toString();
  }
}
