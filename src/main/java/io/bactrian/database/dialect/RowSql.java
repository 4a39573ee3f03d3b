package io.bactrian.database.dialect;

import io.bactrian.changeset.Column;
import io.bactrian.changeset.Row;
import io.bactrian.changeset.Table;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * How rows are named, read and written as canonical text. Stateless and thread-safe; SQL made here
 * contains only names and types that the catalogue has read.
 */
public interface RowSql {

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

  /** What to select so that {@link #readRow} can read a row of the table named {@code alias}. */
  String selectList(Table table, String alias);

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
   *
   * @throws IllegalArgumentException when the text is no value of the column; the message does not
   *     show it
   */
  Object bind(Column column, String text);

  /** Binds it; a text that is no value of the column is refused as the database would refuse it. */
  default void bind(PreparedStatement to, int index, Column column, String text)
      throws SQLException {
    try {
      to.setObject(index, bind(column, text));
    } catch (IllegalArgumentException noValue) {
      throw new SQLException(noValue.getMessage(), "22018", noValue);
    }
  }

  /** The end of a query that locks the rows of the table named {@code alias} against writers. */
  default String lockAgainstWriters(String alias) {
    return " for update";
  }
}
