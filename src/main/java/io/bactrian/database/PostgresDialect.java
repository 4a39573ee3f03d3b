package io.bactrian.database;

import io.bactrian.changeset.Column;
import io.bactrian.changeset.LogicalType;
import io.bactrian.changeset.Row;
import io.bactrian.changeset.Table;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.stream.Collectors;

/** PostgreSQL from 13: the server itself prints rows as text and reads values from text. */
final class PostgresDialect implements Dialect {

  /** Name and value, as the text after SET has them; triggers carry the same. */
  static final List<String> SETTINGS =
      List.of(
          "datestyle = 'ISO, YMD'",
          "timezone = 'UTC'",
          "intervalstyle = 'iso_8601'",
          "bytea_output = 'hex'",
          "extra_float_digits = 1",
          "lc_monetary = 'C'");

  @Override
  public String name() {
    return "PostgreSQL";
  }

  @Override
  public void prepare(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(
          SETTINGS.stream().map(s -> "set session " + s).collect(Collectors.joining("; ")));
    }
    if (!connection.getAutoCommit()) {
      connection.commit();
    }
  }

  @Override
  public String rowText(Table table, String alias) {
    return table.columns().stream()
        .map(column -> printed(column, alias + "." + identifier(column.name())))
        .collect(Collectors.joining(", ", "row(", ")::text"));
  }

  /** Most types print canonically inside a row; these two don't. */
  private static String printed(Column column, String value) {
    return switch (column.type()) {
      case BOOLEAN -> value + "::text";
      case BINARY -> "encode(" + value + ", 'hex')";
      default -> value;
    };
  }

  @Override
  public String selectList(Table table, String alias) {
    return rowText(table, alias);
  }

  @Override
  public int selectWidth(Table table) {
    return 1;
  }

  @Override
  public Row readRow(ResultSet result, Table table, int first) throws SQLException {
    return Row.ofText(result.getString(first));
  }

  @Override
  public String fromText(Column column, String expression) {
    return column.type() == LogicalType.BINARY
        ? "decode(" + expression + ", 'hex')"
        : expression + "::" + castType(column);
  }

  /** An explicit cast to a type with a length would cut silently: these go without. */
  private static String castType(Column column) {
    String type = column.nativeType();
    if (type.startsWith("varchar(") && type.endsWith("[]")) {
      return "varchar[]";
    }
    if (type.startsWith("char(")) {
      return type.endsWith("[]") ? "bpchar[]" : "bpchar";
    }
    if (type.startsWith("bit(") || type.startsWith("bit varying")) {
      return type.endsWith("[]") ? "varbit[]" : "varbit";
    }
    boolean own = type.equals("bpchar") || type.equals("\"char\"") || type.endsWith("citext");
    return column.type() == LogicalType.TEXT && !own ? "text" : type;
  }

  @Override
  public Object bind(Column column, String text) {
    return text;
  }

  @Override
  public String transactionId() {
    return "pg_current_xact_id()::text";
  }
}
