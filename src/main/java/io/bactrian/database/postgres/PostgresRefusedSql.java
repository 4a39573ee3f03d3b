package io.bactrian.database.postgres;

import io.bactrian.changeset.Operation;
import io.bactrian.changeset.Table;
import io.bactrian.database.dialect.RowSql;
import io.bactrian.database.postgres.PostgresConstraints.Constraint;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Queries for the numbers, from 1, of rows {@code u} that a constraint refuses; parameters are
 * arrays of their values, as for {@link PostgresValues}. Immutable.
 *
 * @param positions of the columns given
 */
record PostgresRefusedSql(
    RowSql dialect, Table table, List<Integer> positions, Constraint constraint) {

  private String rows() {
    return "with u as materialized (select * from "
        + PostgresValues.numbered(dialect, table, positions)
        + " where "
        + each(" and ", i -> value("u", i) + " is not null")
        + ") ";
  }

  /** Rows without a parent, neither in its table nor, of the same table, among themselves. */
  String orphans() {
    String missing =
        "not exists (select from %s p where %s)"
            .formatted(
                constraint.parent(), each(" and ", i -> parent("p", i) + " = " + value("u", i)));
    if (!constraint.own()) {
      return rows() + "select u.n from u where " + missing;
    }
    return "with a as materialized (select * from "
        + PostgresValues.numbered(dialect, table, positions)
        + ") select u.n from a u where "
        + each(" and ", i -> value("u", i) + " is not null")
        + " and "
        + missing
        + " and not exists (select from a where "
        + each(" and ", i -> "a.v" + parentPosition(i) + " = " + value("u", i))
        + ")";
  }

  /**
   * Rows whose unique value a row of the table has, or one before it here. A row here that is
   * updated may give its own value away.
   */
  String taken(Operation operation) {
    String same = each(" and ", i -> column("x", i) + " = " + value("u", i));
    String other =
        operation == Operation.INSERT
            ? ""
            : " and not exists (select from u k where %s)"
                .formatted(PostgresValues.sameKey(dialect, table, "k"));
    String first = each(", ", i -> value("u", i));
    return rows()
        + "select q.n from (select u.n, row_number() over (partition by %s order by u.n) as place,"
            .formatted(first)
        + " exists (select from %s x where %s%s) as taken from u) q where q.taken or q.place > 1"
            .formatted(dialect.quote(table.name()), same, other);
  }

  private String each(String joint, IntFunction<String> text) {
    return IntStream.range(0, constraint.columns().size())
        .mapToObj(text)
        .collect(Collectors.joining(joint));
  }

  private String value(String alias, int i) {
    return alias + ".v" + table.position(constraint.columns().get(i));
  }

  private String column(String alias, int i) {
    return alias + "." + dialect.identifier(constraint.columns().get(i));
  }

  private String parent(String alias, int i) {
    return alias + "." + dialect.identifier(constraint.parentColumns().get(i));
  }

  private int parentPosition(int i) {
    return table.position(constraint.parentColumns().get(i));
  }
}
