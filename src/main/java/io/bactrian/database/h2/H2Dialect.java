package io.bactrian.database.h2;

import io.bactrian.changeset.Column;
import io.bactrian.changeset.LogicalType;
import io.bactrian.changeset.Row;
import io.bactrian.changeset.Table;
import io.bactrian.database.dialect.BulkWriter;
import io.bactrian.database.dialect.CatalogContents;
import io.bactrian.database.dialect.Dialect;
import io.bactrian.database.dialect.Foresight;
import io.bactrian.database.dialect.KeyByKey;
import io.bactrian.database.dialect.KeyedRows;
import io.bactrian.database.dialect.Refusals;
import io.bactrian.database.dialect.SideTableSql;
import io.bactrian.database.dialect.Triggers;
import java.io.ByteArrayInputStream;
import java.io.StringReader;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** H2 from version 2. Values are converted to and from text in Java ({@link H2Text}). */
public final class H2Dialect implements Dialect {
  /** H2's own isolation level SNAPSHOT; its REPEATABLE READ allows new rows to appear. */
  private static final int SNAPSHOT = 6;

  /** Connection broken, database closed, database closing. */
  private static final Set<String> LOST = Set.of("90067", "90098", "90121");

  /** In use by another process, or closing. */
  private static final Set<String> MAY_PASS = Set.of("90020", "90067");

  /** A row that one session deletes can be referred to by another that commits with it. */
  @Override
  public boolean keepsForeignKeys() {
    return false;
  }

  private static final Refusals REFUSALS = new H2Refusals();

  private static final SideTableSql SIDE_TABLES =
      new SideTableSql(
          "character large object",
          " no cache",
          List.of(),
          // triggers run with the rights of the writing user
          List.of("grant insert on bactrian_change to public"));

  @Override
  public String name() {
    return "H2";
  }

  @Override
  public int oldestVersion() {
    return 2;
  }

  /** Resolves a relative file against the folder. */
  @Override
  public String inFolder(String url, Path folder) {
    return url.replaceFirst(
        "^jdbc:h2:(file:)?\\./", "jdbc:h2:file:" + folder.toString().replace('\\', '/') + "/");
  }

  @Override
  public void prepare(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("set time zone 'UTC'");
    }
  }

  @Override
  public int snapshotIsolation() {
    return SNAPSHOT;
  }

  @Override
  public boolean isLost(SQLException failure) {
    return failure.getSQLState() != null && LOST.contains(failure.getSQLState());
  }

  @Override
  public boolean mayPass(SQLException failure) {
    return failure.getSQLState() != null && MAY_PASS.contains(failure.getSQLState());
  }

  @Override
  public String selectList(Table table, String alias) {
    return table.columns().stream()
        .map(column -> alias + "." + identifier(column.name()))
        .collect(Collectors.joining(", "));
  }

  @Override
  public Row readRow(ResultSet result, Table table, int first) throws SQLException {
    String[] values = new String[table.width()];
    for (int i = 0; i < values.length; i++) {
      values[i] = H2Text.read(result, first + i, table.column(i));
    }
    return Row.owning(values);
  }

  /** JSON needs {@code format json}; a plain text would become a JSON string. */
  @Override
  public String fromText(Column column, String expression) {
    return column.type() == LogicalType.JSON ? expression + " format json" : expression;
  }

  @Override
  public Object bind(Column column, String text) {
    Object value = H2Text.value(column, text);
    if (value instanceof String string && string.length() > H2Text.LONGEST_VARCHAR) {
      return new StringReader(string);
    }
    return value instanceof byte[] bytes && bytes.length > H2Text.LONGEST_VARCHAR
        ? new ByteArrayInputStream(bytes)
        : value;
  }

  /**
   * Adds a random value of the session, as H2 restarts its transaction numbers each time a database
   * is opened.
   */
  @Override
  public String transactionId() {
    return "transaction_id() || '-' || coalesce(@bactrian_session,"
        + " set(@bactrian_session, cast(random_uuid() as varchar)))";
  }

  @Override
  public CatalogContents catalogue(Connection connection) throws SQLException {
    return H2Catalog.read(connection);
  }

  @Override
  public SideTableSql sideTables() {
    return SIDE_TABLES;
  }

  @Override
  public Triggers triggers() {
    return new H2Triggers();
  }

  /** One key at a time: for a list of composite keys H2 would scan the table. */
  @Override
  public KeyedRows keyedRows(Connection connection) {
    return new KeyByKey(connection, this);
  }

  @Override
  public BulkWriter bulkWriter(Connection connection) {
    return new H2BulkWriter(connection, this);
  }

  @Override
  public Foresight foresight(Connection connection) {
    return new H2Foresight(connection, this);
  }

  @Override
  public Refusals refusals() {
    return REFUSALS;
  }
}
