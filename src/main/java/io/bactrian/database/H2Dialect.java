package io.bactrian.database;

import io.bactrian.changeset.Column;
import io.bactrian.changeset.LogicalType;
import io.bactrian.changeset.Row;
import io.bactrian.changeset.Table;
import java.io.ByteArrayInputStream;
import java.io.StringReader;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.stream.Collectors;

/** H2 from 2: values are printed and read in Java ({@link H2Text}). */
final class H2Dialect implements Dialect {

  @Override
  public String name() {
    return "H2";
  }

  @Override
  public void prepare(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("set time zone 'UTC'");
    }
  }

  @Override
  public String rowText(Table table, String alias) {
    return null;
  }

  @Override
  public String selectList(Table table, String alias) {
    return table.columns().stream()
        .map(column -> alias + "." + identifier(column.name()))
        .collect(Collectors.joining(", "));
  }

  @Override
  public int selectWidth(Table table) {
    return table.width();
  }

  @Override
  public Row readRow(ResultSet result, Table table, int first) throws SQLException {
    String[] values = new String[table.width()];
    for (int i = 0; i < values.length; i++) {
      values[i] = H2Text.read(result, first + i, table.column(i));
    }
    return Row.owning(values);
  }

  /** JSON alone would be taken for a JSON string. */
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
   * H2 counts transactions from the beginning each time a database is opened: a nonce of the
   * session tells them apart.
   */
  @Override
  public String transactionId() {
    return "transaction_id() || '-' || coalesce(@bactrian_session,"
        + " set(@bactrian_session, cast(random_uuid() as varchar)))";
  }
}
