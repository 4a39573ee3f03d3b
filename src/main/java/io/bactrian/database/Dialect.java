package io.bactrian.database;

import io.bactrian.changeset.Column;
import io.bactrian.changeset.Row;
import io.bactrian.changeset.Table;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * What differs between databases when rows are read and written as canonical text. Stateless and
 * thread-safe; SQL made here contains only names and types that a {@link Catalog} has read.
 */
public sealed interface Dialect permits PostgresDialect, H2Dialect {

  /**
   * The dialect of an open connection.
   *
   * @throws SQLException when the database is none that is supported
   */
  static Dialect of(Connection connection) throws SQLException {
    DatabaseMetaData database = connection.getMetaData();
    String product = database.getDatabaseProductName();
    int major = database.getDatabaseMajorVersion();
    if (product.equals("PostgreSQL") && major >= 13) {
      return new PostgresDialect();
    }
    if (product.equals("H2") && major >= 2) {
      return new H2Dialect();
    }
    throw new SQLException(
        ("Not connected: the database is %s %d; supported are PostgreSQL from 13 and H2 from 2."
                + " Nothing was changed. Set `database.url` to one of these.")
            .formatted(product, major));
  }

  /** For people. */
  String name();

  /** A quoted name of a table; {@code schema.table} becomes both parts. */
  default String quote(String table) {
    int dot = table.indexOf('.');
    return dot < 0
        ? identifier(table)
        : identifier(table.substring(0, dot)) + "." + identifier(table.substring(dot + 1));
  }

  /** A quoted name of a column, which may hold a dot. */
  default String identifier(String name) {
    return '"' + name.replace("\"", "\"\"") + '"';
  }

  /**
   * Settings of the session that canonical text depends on. To be called once for each new
   * connection, outside a transaction.
   */
  void prepare(Connection connection) throws SQLException;

  /** SQL that gives a whole row as one {@code RowText}; null where the database can't print one. */
  String rowText(Table table, String alias);

  /** What to select so that {@link #readRow} can read a row of the table named {@code alias}. */
  String selectList(Table table, String alias);

  /** How many columns of a result {@link #selectList} takes. */
  int selectWidth(Table table);

  /** A row from a result of {@link #selectList}, whose first column is {@code first} (from 1). */
  Row readRow(ResultSet result, Table table, int first) throws SQLException;

  /**
   * SQL that makes a value of the column from the canonical text that {@code expression} (a
   * placeholder, a column of text) gives. A text that is too long for the column is refused by the
   * database when it is stored, never cut here.
   */
  String fromText(Column column, String expression);

  /**
   * What to bind with {@code setObject} to a placeholder inside {@link #fromText}; null is NULL.
   */
  Object bind(Column column, String text);

  /**
   * SQL that gives this transaction's id, the same in triggers and everywhere; two transactions
   * never have the same, even when the database was closed between them.
   */
  String transactionId();

  /**
   * A query that gives one row when the outbox holds any, and none when it is empty. It goes by the
   * order of the key: what was deleted there before is not looked at twice.
   */
  default String outboxProbe() {
    return "select number from bactrian_change order by number limit 1";
  }

  /** A query that gives one row whenever the database answers; it reads no table. */
  default String ping() {
    return "select 1";
  }
}
