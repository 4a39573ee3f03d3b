package io.bactrian.database.h2;

import io.bactrian.changeset.Operation;
import io.bactrian.changeset.Table;
import io.bactrian.database.dialect.KeyedRows;
import io.bactrian.database.dialect.WriteBatch;
import io.bactrian.database.h2.H2Constraints.Constraint;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Queries for the numbers, from 0, of rows of a batch that a constraint refuses. The rows are a
 * table {@code u}, or several, of the parameters that {@link #bind} sets. For one query.
 */
final class H2RefusedSql {
  private final H2Dialect dialect;
  private final WriteBatch batch;
  private final Constraint constraint;
  private final Table table;
  private final List<List<Integer>> given = new ArrayList<>();

  H2RefusedSql(H2Dialect dialect, WriteBatch batch, Constraint constraint) {
    this.dialect = dialect;
    this.batch = batch;
    this.constraint = constraint;
    this.table = batch.table();
  }

  /** Rows without a parent, neither in its table nor, of the same table, among themselves. */
  String orphans() {
    String sql =
        "select u.n from %s where %s and not exists (select 1 from %s p where %s)"
            .formatted(
                rows("u", positions(constraint.columns())),
                each(" and ", i -> value("u", i) + " is not null"),
                constraint.parent(),
                each(" and ", i -> "p." + parent(i) + " = " + value("u", i)));
    if (!constraint.own()) {
      return sql;
    }
    return sql
        + " and not exists (select 1 from %s where %s)"
            .formatted(
                rows("a", positions(constraint.parentColumns())),
                each(
                    " and ",
                    i ->
                        "a.v%d = %s"
                            .formatted(
                                table.position(constraint.parentColumns().get(i)), value("u", i))));
  }

  /**
   * Rows whose unique value a row of the table has, or one before it here. A row here that is
   * updated may give its own value away.
   */
  String taken() {
    String same = each(" and ", i -> "x." + column(i) + " = " + value("u", i));
    if (batch.operation() != Operation.INSERT) {
      same +=
          " and not exists (select 1 from %s where %s)"
              .formatted(
                  rows("k", KeyedRows.positions(table)),
                  KeyedRows.positions(table).stream()
                      .map(
                          key ->
                              "k.v%d = x.%s"
                                  .formatted(key, dialect.identifier(table.column(key).name())))
                      .collect(Collectors.joining(" and ")));
    }
    Set<Integer> positions = new LinkedHashSet<>(KeyedRows.positions(table));
    positions.addAll(positions(constraint.columns()));
    String rows = rows("u", List.copyOf(positions));
    return "select q.n from (select u.n, row_number() over (partition by %s order by u.n) as place,"
            .formatted(each(", ", i -> value("u", i)))
        + " exists (select 1 from %s x where %s) as taken from %s where %s) q where q.taken or q.place > 1"
            .formatted(
                dialect.quote(table.name()),
                same,
                rows,
                each(" and ", i -> value("u", i) + " is not null"));
  }

  /** In the order of the text; a query calls it once for each of its tables. */
  private String rows(String alias, List<Integer> positions) {
    given.add(positions);
    return positions.stream()
        .map(i -> "v%d %s = ?".formatted(i, table.column(i).nativeType()))
        .collect(Collectors.joining(", ", "table(n integer = ?, ", ") " + alias));
  }

  /**
   * @throws SQLException also when a value is invalid for its column, which is a refusal
   */
  void bind(PreparedStatement select) throws SQLException {
    int index = 1;
    for (List<Integer> positions : given) {
      select.setObject(index++, IntStream.range(0, batch.size()).boxed().toArray());
      for (int position : positions) {
        select.setObject(index++, values(position));
      }
    }
  }

  private Object[] values(int position) throws SQLException {
    String[] texts = batch.values(position);
    Object[] values = new Object[texts.length];
    for (int i = 0; i < values.length; i++) {
      try {
        values[i] = H2Text.value(table.column(position), texts[i]);
      } catch (IllegalArgumentException noValue) {
        throw new SQLException(noValue.getMessage(), "22018", noValue);
      }
    }
    return values;
  }

  private List<Integer> positions(List<String> columns) {
    return columns.stream().map(table::position).toList();
  }

  private String each(String joint, IntFunction<String> text) {
    return IntStream.range(0, constraint.columns().size())
        .mapToObj(text)
        .collect(Collectors.joining(joint));
  }

  private String value(String alias, int i) {
    return alias + ".v" + table.position(constraint.columns().get(i));
  }

  private String column(int i) {
    return dialect.identifier(constraint.columns().get(i));
  }

  private String parent(int i) {
    return dialect.identifier(constraint.parentColumns().get(i));
  }
}
