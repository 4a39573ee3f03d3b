package io.bactrian.database;

import io.bactrian.apply.Write;
import io.bactrian.changeset.Column;
import io.bactrian.changeset.Operation;
import io.bactrian.changeset.Table;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** JDBC batches: H2 runs in this process or near it, a round trip costs little. */
final class H2BulkWriter implements BulkWriter {
  private final Connection connection;
  private final Dialect dialect;

  H2BulkWriter(Connection connection, Dialect dialect) {
    this.connection = connection;
    this.dialect = dialect;
  }

  /** The triggers tell by the table what an application's trigger or a cascade wrote besides. */
  @Override
  public void actFor(String origin, String table) throws SQLException {
    set("set @bactrian_origin = ?", origin);
    set("set @bactrian_table = ?", table);
  }

  @Override
  public void actForNobody() throws SQLException {
    actFor(null, null);
  }

  private void set(String sql, String value) throws SQLException {
    try (PreparedStatement set = connection.prepareStatement(sql)) {
      set.setString(1, value);
      set.execute();
    }
  }

  @Override
  public void write(WriteBatch batch) throws SQLException {
    if (batch.operation() == Operation.UPDATE && batch.columns().isEmpty()) {
      return;
    }
    Table table = batch.table();
    List<Integer> keys = KeyedRows.positions(table);
    List<Integer> bound = new ArrayList<>();
    String sql =
        switch (batch.operation()) {
          case INSERT -> {
            bound.addAll(keys);
            bound.addAll(batch.columns());
            yield "insert into %s (%s) overriding system value values (%s)"
                .formatted(name(table), names(table, bound), values(table, bound));
          }
          case UPDATE -> {
            bound.addAll(batch.columns());
            bound.addAll(keys);
            yield "update %s set %s where %s"
                .formatted(name(table), equal(table, batch.columns(), ", "), sameKey(table, keys));
          }
          case DELETE -> {
            bound.addAll(keys);
            yield "delete from %s where %s".formatted(name(table), sameKey(table, keys));
          }
        };
    execute(sql, bound, batch);
  }

  private void execute(String sql, List<Integer> bound, WriteBatch batch) throws SQLException {
    Table table = batch.table();
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (Write write : batch.writes()) {
        for (int i = 0; i < bound.size(); i++) {
          int c = bound.get(i);
          bind(statement, i + 1, dialect, table.column(c), write.row().get(c));
        }
        statement.addBatch();
      }
      statement.executeBatch();
    }
  }

  /** A text that is no value of the column is refused as the database would refuse it. */
  static void bind(PreparedStatement to, int index, Dialect dialect, Column column, String text)
      throws SQLException {
    try {
      to.setObject(index, dialect.bind(column, text));
    } catch (IllegalArgumentException noValue) {
      throw new SQLException(noValue.getMessage(), "22018", noValue);
    }
  }

  private String name(Table table) {
    return dialect.quote(table.name());
  }

  private String sameKey(Table table, List<Integer> keys) {
    return equal(table, keys, " and ");
  }

  private String equal(Table table, List<Integer> columns, String separator) {
    return columns.stream()
        .map(table::column)
        .map(c -> dialect.identifier(c.name()) + " = " + dialect.fromText(c, "?"))
        .collect(Collectors.joining(separator));
  }

  private String names(Table table, List<Integer> columns) {
    return columns.stream()
        .map(c -> dialect.identifier(table.column(c).name()))
        .collect(Collectors.joining(", "));
  }

  private String values(Table table, List<Integer> columns) {
    return columns.stream()
        .map(c -> dialect.fromText(table.column(c), "?"))
        .collect(Collectors.joining(", "));
  }

  @Override
  public boolean deferConstraints() {
    return false;
  }

  @Override
  public void checkConstraints() {}
}
