package io.bactrian.database.postgres;

import io.bactrian.changeset.Column;
import io.bactrian.changeset.Table;
import io.bactrian.database.dialect.KeyedRows;
import io.bactrian.database.dialect.RowSql;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;

/** SQL over arrays of texts, one a column. Pure. */
final class PostgresValues {
  private PostgresValues() {}

  /**
   * A row source {@code u} of the values, in the order of the arrays; each column is named v and
   * its position. The condition holds for every row; it is there because the planner takes a range
   * for few rows and then finds each by its key, where it would otherwise read a large table whole
   * for every thousand.
   */
  static String of(RowSql dialect, Table table, List<Integer> columns) {
    List<String> values = new ArrayList<>();
    List<String> names = new ArrayList<>();
    for (int position : columns) {
      Column column = table.column(position);
      values.add(dialect.fromText(column, "a.v" + position) + " as v" + position);
      names.add("v" + position);
    }
    return "(select %s from unnest(%s) with ordinality as a (%s, n) where a.n between 1 and 2147483647) u"
        .formatted(
            String.join(", ", values),
            String.join(", ", Collections.nCopies(columns.size(), "?::text[]")),
            String.join(", ", names));
  }

  /** That a row of the table, named {@code x}, has the key of the row of {@code u}. */
  static String sameKey(RowSql dialect, Table table) {
    return KeyedRows.positions(table).stream()
        .map(c -> "x." + dialect.identifier(table.column(c).name()) + " = u.v" + c)
        .collect(Collectors.joining(" and "));
  }
}
