package io.bactrian.database.postgres;

import io.bactrian.changeset.Column;
import io.bactrian.changeset.Table;
import io.bactrian.database.dialect.KeyedRows;
import io.bactrian.database.dialect.RowSql;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;

/** SQL that reads rows from arrays of texts, one array per column. Pure. */
final class PostgresValues {
  private PostgresValues() {}

  /**
   * A row source {@code u} of the values, in the order of the arrays; a column is named v and its
   * position. The condition is true for every row. It makes the planner expect few rows and find
   * each by its key; otherwise it would scan a large table for every thousand rows.
   */
  static String of(RowSql dialect, Table table, List<Integer> columns) {
    return source(dialect, table, columns, "");
  }

  /** As {@link #of}, with the number {@code n} of each row, from 1, as last column. */
  static String numbered(RowSql dialect, Table table, List<Integer> columns) {
    return source(dialect, table, columns, ", a.n");
  }

  private static String source(RowSql dialect, Table table, List<Integer> columns, String number) {
    List<String> values = new ArrayList<>();
    List<String> names = new ArrayList<>();
    for (int position : columns) {
      Column column = table.column(position);
      values.add(dialect.fromText(column, "a.v" + position) + " as v" + position);
      names.add("v" + position);
    }
    return "(select %s%s from unnest(%s) with ordinality as a (%s, n) where a.n between 1 and 2147483647) u"
        .formatted(
            String.join(", ", values),
            number,
            String.join(", ", Collections.nCopies(columns.size(), "?::text[]")),
            String.join(", ", names));
  }

  /** SQL condition that row {@code x} of the table has the key of row {@code u}. */
  static String sameKey(RowSql dialect, Table table) {
    return sameKey(dialect, table, "u");
  }

  /** As {@link #sameKey(RowSql, Table)}, with another name for the row of values. */
  static String sameKey(RowSql dialect, Table table, String row) {
    return KeyedRows.positions(table).stream()
        .map(c -> "x." + dialect.identifier(table.column(c).name()) + " = " + row + ".v" + c)
        .collect(Collectors.joining(" and "));
  }
}
