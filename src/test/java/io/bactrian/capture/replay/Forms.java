package io.bactrian.capture.replay;

import java.util.List;
import java.util.stream.Collectors;

/** Draws statements that read one table and write another, or write twice. */
final class Forms {
  private final Choice choice;
  private final List<Sketch> tables;
  private final Statements statements;

  Forms(Choice choice, List<Sketch> tables) {
    this.choice = choice;
    this.tables = tables;
    this.statements = new Statements(choice, tables);
  }

  Step.Sql any(int session, Sketch table) {
    Sketch other = choice.of(tables);
    String sql =
        switch (choice.between(0, 5)) {
          case 0 ->
              "update %s x set n = coalesce(x.n, 0) + y.n from %s y where x.grp = y.grp"
                  .formatted(table.sql(), other.sql());
          case 1 ->
              "delete from %s where n in (select n from %s where %s)"
                  .formatted(table.sql(), other.sql(), statements.which(other, ""));
          case 2 ->
              "with d as (delete from %s where %s returning n) update %s set u = null, n = (select max(n) from d) where grp = 1"
                  .formatted(table.sql(), statements.which(table, ""), other.sql());
          case 3 ->
              "with i as (%s returning n) update %s set n = 5 where grp = 2"
                  .formatted(statements.insert(table, " on conflict do nothing"), other.sql());
          case 4 ->
              "with d as (delete from %1$s where %2$s returning *) insert into %1$s (%3$s) %4$s select %5$s from d"
                  .formatted(
                      table.sql(),
                      statements.which(table, ""),
                      Neighbours.list(table.given()),
                      table.identity ? "overriding system value" : "",
                      shifted(table));
          default ->
              "insert into %1$s (%2$s) %3$s select %4$s from %1$s where grp = 1"
                  .formatted(
                      table.sql(),
                      Neighbours.list(table.given()),
                      table.identity ? "overriding system value" : "",
                      shifted(table));
        };
    return new Step.Sql(session, "", sql, null);
  }

  /** The columns of a table, with other keys where they are numbers. */
  private static String shifted(Sketch table) {
    return table.given().stream()
        .map(
            field ->
                field == table.key.get(0) && table.hasIntegerKey()
                    ? field.sql() + " + 3"
                    : field.name().equals("u") ? "null" : field.sql())
        .collect(Collectors.joining(", "));
  }
}
