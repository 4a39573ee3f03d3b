package io.bactrian.database.postgres;

import io.bactrian.apply.Write;
import io.bactrian.changeset.Operation;
import io.bactrian.changeset.Row;
import io.bactrian.changeset.Table;
import io.bactrian.database.dialect.BulkWriter;
import io.bactrian.database.dialect.KeyedRows;
import io.bactrian.database.dialect.RowSql;
import io.bactrian.database.dialect.WriteBatch;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * Writes a batch by one statement with an array of texts for each column; uses COPY for many
 * inserts.
 */
final class PostgresBulkWriter implements BulkWriter {
  private static final int ROWS = 5_000;

  /** Number of inserts from which COPY is faster despite its additional round trips. */
  private static final int COPY_FROM = 50;

  private final Connection connection;
  private final RowSql dialect;
  private final PostgresCopy copy;
  private final PostgresKeyUpdates moves;

  PostgresBulkWriter(Connection connection, RowSql dialect) {
    this.connection = connection;
    this.dialect = dialect;
    this.copy = new PostgresCopy(connection, dialect);
    this.moves = new PostgresKeyUpdates(connection, dialect);
  }

  @Override
  public void actFor(String origin, String table, Operation operation) throws SQLException {
    String sql =
        "select set_config('bactrian.origin', ?, true), set_config('bactrian.target', ?, true)";
    try (PreparedStatement set = connection.prepareStatement(sql)) {
      set.setString(1, origin == null ? "" : origin);
      set.setString(2, operation.name().toLowerCase(Locale.ROOT) + " " + table);
      set.execute();
    }
  }

  @Override
  public void restore(List<String> columns) throws SQLException {
    String sql = "select set_config('bactrian.restore', ?, true)";
    try (PreparedStatement set = connection.prepareStatement(sql)) {
      Object[] names = columns.toArray();
      set.setString(1, names.length == 0 ? "" : "" + connection.createArrayOf("text", names));
      set.execute();
    }
  }

  /** Nothing to do: the setting ends with the transaction. */
  @Override
  public void actForNobody() {}

  @Override
  public void write(WriteBatch batch) throws SQLException {
    if (batch.movesKeys()) {
      moves.write(batch);
      return;
    }
    if (batch.operation() == Operation.UPDATE && batch.columns().isEmpty()) {
      return;
    }
    List<Integer> columns = new ArrayList<>(KeyedRows.positions(batch.table()));
    columns.addAll(batch.columns());
    PostgresTexts.requireStorable(batch, columns);
    if (batch.operation() == Operation.INSERT && batch.size() >= COPY_FROM) {
      copy.insert(batch, columns);
      return;
    }
    if (PostgresLargeValues.in(batch, columns)) {
      for (Write write : batch.writes()) {
        executeAlone(batch.with(List.of(write)), columns);
      }
      return;
    }
    String sql = sql(batch, columns, values(batch.table(), columns));
    for (int from = 0; from < batch.size(); from += ROWS) {
      execute(sql, columns, batch.part(from, Math.min(batch.size(), from + ROWS)));
    }
  }

  /**
   * @param values the rows
   */
  private String sql(WriteBatch batch, List<Integer> columns, String values) {
    return switch (batch.operation()) {
      case INSERT -> insert(batch.table(), columns, values);
      case UPDATE -> update(batch.table(), batch.columns(), values);
      case DELETE -> delete(batch.table(), values);
    };
  }

  /** Writes a row with large values, which are sent as they are and not in an array. */
  private void executeAlone(WriteBatch batch, List<Integer> columns) throws SQLException {
    Row row = batch.writes().get(0).row();
    String values = PostgresLargeValues.source(dialect, batch.table(), row, columns);
    try (PreparedStatement statement = connection.prepareStatement(sql(batch, columns, values))) {
      PostgresLargeValues.bind(statement, batch.table(), row, columns);
      statement.executeUpdate();
    }
  }

  private void execute(String sql, List<Integer> columns, WriteBatch batch) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < columns.size(); i++) {
        String[] values = batch.values(columns.get(i));
        statement.setArray(i + 1, connection.createArrayOf("text", values));
      }
      statement.executeUpdate();
    }
  }

  private String insert(Table table, List<Integer> columns, String values) {
    return "insert into %s (%s) overriding system value select * from %s"
        .formatted(dialect.quote(table.name()), names(table, columns), values);
  }

  private String update(Table table, List<Integer> changed, String values) {
    String set =
        changed.stream()
            .map(c -> dialect.identifier(table.column(c).name()) + " = u.v" + c)
            .collect(Collectors.joining(", "));
    return "update %s x set %s from %s where %s"
        .formatted(dialect.quote(table.name()), set, values, sameKey(table));
  }

  private String delete(Table table, String values) {
    return "delete from %s x using %s where %s"
        .formatted(dialect.quote(table.name()), values, sameKey(table));
  }

  private String sameKey(Table table) {
    return PostgresValues.sameKey(dialect, table);
  }

  private String values(Table table, List<Integer> columns) {
    return PostgresValues.of(dialect, table, columns);
  }

  private String names(Table table, List<Integer> columns) {
    return columns.stream()
        .map(c -> dialect.identifier(table.column(c).name()))
        .collect(Collectors.joining(", "));
  }

  @Override
  public boolean deferConstraints() throws SQLException {
    execute("set constraints all deferred");
    return true;
  }

  @Override
  public void checkConstraints() throws SQLException {
    // what orders this transaction is drawn at its end all the same
    execute("set constraints all immediate; set constraints bactrian_end deferred");
  }

  private void execute(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
