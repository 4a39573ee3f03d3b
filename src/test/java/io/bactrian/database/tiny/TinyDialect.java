package io.bactrian.database.tiny;

import io.bactrian.changeset.Column;
import io.bactrian.changeset.Operation;
import io.bactrian.changeset.Row;
import io.bactrian.changeset.Table;
import io.bactrian.database.dialect.BatchedStatements;
import io.bactrian.database.dialect.BulkWriter;
import io.bactrian.database.dialect.CatalogContents;
import io.bactrian.database.dialect.Dialect;
import io.bactrian.database.dialect.KeyByKey;
import io.bactrian.database.dialect.KeyedRows;
import io.bactrian.database.dialect.Refusals;
import io.bactrian.database.dialect.SideTableSql;
import io.bactrian.database.dialect.Triggers;
import io.bactrian.database.h2.H2Dialect;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.stream.Collectors;

/**
 * A database that is added without a change anywhere else. It quotes names its own way; catalogue,
 * triggers and values are those of the database beneath.
 */
public final class TinyDialect implements Dialect {
  private final Dialect beneath = new H2Dialect();

  @Override
  public String name() {
    return "Tiny";
  }

  @Override
  public int oldestVersion() {
    return 2;
  }

  @Override
  public String inFolder(String url, Path folder) {
    return url.replace(TinyDriver.PREFIX + "file:./", TinyDriver.PREFIX + "file:" + folder + "/");
  }

  @Override
  public void prepare(Connection connection) throws SQLException {
    beneath.prepare(connection);
  }

  @Override
  public int snapshotIsolation() {
    return beneath.snapshotIsolation();
  }

  @Override
  public String identifier(String name) {
    return "`" + name + "`";
  }

  @Override
  public String selectList(Table table, String alias) {
    return table.columns().stream()
        .map(column -> alias + "." + identifier(column.name()))
        .collect(Collectors.joining(", "));
  }

  @Override
  public Row readRow(ResultSet result, Table table, int first) throws SQLException {
    return beneath.readRow(result, table, first);
  }

  @Override
  public String fromText(Column column, String expression) {
    return beneath.fromText(column, expression);
  }

  @Override
  public Object bind(Column column, String text) {
    return beneath.bind(column, text);
  }

  @Override
  public String transactionId() {
    return beneath.transactionId();
  }

  @Override
  public String outboxProbe() {
    return "select `number` from bactrian_change order by `number` fetch first row only";
  }

  @Override
  public CatalogContents catalogue(Connection connection) throws SQLException {
    return beneath.catalogue(connection);
  }

  @Override
  public SideTableSql sideTables() {
    return beneath.sideTables();
  }

  @Override
  public Triggers triggers() {
    return beneath.triggers();
  }

  @Override
  public KeyedRows keyedRows(Connection connection) {
    return new KeyByKey(connection, this);
  }

  @Override
  public BulkWriter bulkWriter(Connection connection) {
    return new BatchedStatements(connection, this) {
      @Override
      public void actFor(String origin, String table, Operation operation) throws SQLException {
        try (PreparedStatement set =
            connection.prepareStatement(
                "select set(@bactrian_origin, ?), set(@bactrian_table, ?)")) {
          set.setString(1, origin);
          set.setString(2, table);
          set.execute();
        }
      }

      @Override
      public void actForNobody() throws SQLException {
        actFor(null, null, null);
      }
    };
  }

  @Override
  public Refusals refusals() {
    return beneath.refusals();
  }
}
