package io.bactrian.database.dialect;

import io.bactrian.apply.Write;
import io.bactrian.changeset.Operation;
import io.bactrian.changeset.Table;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Writes rows by a JDBC batch with one statement per row. For databases in or near this process, or
 * drivers that send a batch in one message. Assumes that the database has no deferrable
 * constraints. For one thread.
 */
public abstract class BatchedStatements implements BulkWriter {
  protected final Connection connection;
  private final RowSql sql;
  private List<String> restored = List.of();

  protected BatchedStatements(Connection connection, RowSql sql) {
    this.connection = connection;
    this.sql = sql;
  }

  @Override
  public void write(WriteBatch batch) throws SQLException {
    boolean moves = batch.movesKeys();
    if (batch.operation() == Operation.UPDATE && batch.columns().isEmpty() && !moves) {
      return;
    }
    Table table = batch.table();
    List<Integer> keys = KeyedRows.positions(table);
    List<Integer> bound = new ArrayList<>();
    String statement =
        switch (batch.operation()) {
          case INSERT -> {
            bound.addAll(keys);
            bound.addAll(batch.columns());
            yield "insert into %s (%s) overriding system value values (%s)"
                .formatted(name(table), names(table, bound), values(table, bound));
          }
          case UPDATE -> {
            bound.addAll(moves ? keys : List.of());
            bound.addAll(updated(batch));
            String set = equal(table, bound, ", ");
            bound.addAll(keys);
            yield "update %s set %s where %s".formatted(name(table), set, sameKey(table, keys));
          }
          case DELETE -> {
            bound.addAll(keys);
            yield "delete from %s where %s".formatted(name(table), sameKey(table, keys));
          }
        };
    execute(statement, bound, batch);
  }

  /** An ON UPDATE clause leaves only those columns alone that the statement sets. */
  private List<Integer> updated(WriteBatch batch) {
    Set<Integer> columns = new LinkedHashSet<>(batch.columns());
    restored.forEach(name -> columns.add(batch.table().position(name)));
    return List.copyOf(columns);
  }

  @Override
  public void restore(List<String> columns) {
    restored = columns;
  }

  private void execute(String text, List<Integer> bound, WriteBatch batch) throws SQLException {
    Table table = batch.table();
    try (PreparedStatement statement = connection.prepareStatement(text)) {
      for (Write write : batch.writes()) {
        int last = write.movesKey() ? bound.size() - table.keyWidth() : bound.size();
        for (int i = 0; i < bound.size(); i++) {
          int c = bound.get(i);
          String value = i < last ? write.row().get(c) : write.from().get(i - last);
          sql.bind(statement, i + 1, table.column(c), value);
        }
        statement.addBatch();
      }
      statement.executeBatch();
    }
  }

  private String name(Table table) {
    return sql.quote(table.name());
  }

  private String sameKey(Table table, List<Integer> keys) {
    return equal(table, keys, " and ");
  }

  private String equal(Table table, List<Integer> columns, String separator) {
    return columns.stream()
        .map(table::column)
        .map(c -> sql.identifier(c.name()) + " = " + sql.fromText(c, "?"))
        .collect(Collectors.joining(separator));
  }

  private String names(Table table, List<Integer> columns) {
    return columns.stream()
        .map(c -> sql.identifier(table.column(c).name()))
        .collect(Collectors.joining(", "));
  }

  private String values(Table table, List<Integer> columns) {
    return columns.stream()
        .map(c -> sql.fromText(table.column(c), "?"))
        .collect(Collectors.joining(", "));
  }

  @Override
  public boolean deferConstraints() {
    return false;
  }

  @Override
  public void checkConstraints() {}
}
