package io.bactrian.demo;

import io.bactrian.changeset.Row;
import io.bactrian.changeset.Schema;
import io.bactrian.changeset.Table;
import io.bactrian.compare.Rows;
import io.bactrian.database.dialect.Dialect;
import io.bactrian.problem.Problem;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.function.Consumer;

/**
 * A site's rows as its database has them, read by one query each time. As thread-safe as its
 * connection, which stays open and is prepared by the {@link Dialect}.
 *
 * @param schema the tracked tables without excluded columns
 */
record DatabaseRows(String site, Schema schema, Connection connection, Dialect dialect)
    implements Rows {
  private static final int FETCHED = 1_000;

  @Override
  public Collection<Table> tables() {
    return schema.tables().values();
  }

  @Override
  public void each(Table table, Consumer<Row> row) {
    String sql =
        "select " + dialect.selectList(table, "t") + " from " + dialect.quote(table.name()) + " t";
    try (var statement = connection.createStatement()) {
      statement.setFetchSize(FETCHED);
      try (ResultSet result = statement.executeQuery(sql)) {
        while (result.next()) {
          row.accept(dialect.readRow(result, table, 1));
        }
      }
    } catch (SQLException e) {
      throw Problem.of(
              "Sites not compared: table `%s` can't be read at %s (%s).",
              table, site, e.getMessage())
          .exception(e);
    }
  }
}
