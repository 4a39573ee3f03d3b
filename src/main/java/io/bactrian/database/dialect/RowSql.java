package io.bactrian.database.dialect;

import io.bactrian.changeset.Column;
import io.bactrian.changeset.Row;
import io.bactrian.changeset.Table;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * SQL to read and write rows as canonical text. Stateless and thread-safe; the SQL contains only
 * names and types read from the catalogue.
 */
public interface RowSql {

  /** Quotes the name of a table; of {@code schema.table} each part. */
  default String quote(String table) {
    int dot = table.indexOf('.');
    return dot < 0
        ? identifier(table)
        : identifier(table.substring(0, dot)) + "." + identifier(table.substring(dot + 1));
  }

  /** Quotes the name of a column, which may contain a dot. */
  default String identifier(String name) {
    return '"' + name.replace("\"", "\"\"") + '"';
  }

  /** The select list from which {@link #readRow} reads a row of the table with this alias. */
  String selectList(Table table, String alias);

  /**
   * Reads a row selected by {@link #selectList}; {@code first} is the index (from 1) of its first
   * column.
   */
  Row readRow(ResultSet result, Table table, int first) throws SQLException;

  /**
   * SQL that converts the canonical text in {@code expression} (a placeholder or a text column) to
   * a value of the column. Must not truncate: the database refuses a text that is too long when it
   * is stored.
   */
  String fromText(Column column, String expression);

  /**
   * The object to bind with {@code setObject} to a placeholder inside {@link #fromText}; null for
   * NULL.
   *
   * @throws IllegalArgumentException when the text is invalid for the column; the message does not
   *     show it
   */
  Object bind(Column column, String text);

  /** Binds a text. An invalid text throws the SQLException that the database would throw. */
  default void bind(PreparedStatement to, int index, Column column, String text)
      throws SQLException {
    try {
      to.setObject(index, bind(column, text));
    } catch (IllegalArgumentException noValue) {
      throw new SQLException(noValue.getMessage(), "22018", noValue);
    }
  }

  /**
   * The end of a query, from {@code from} on, that joins rows {@code x} of a table with the keys
   * {@code o} of a subquery and locks these rows against writers. A row that no longer has its key
   * after waiting for its lock must not be returned.
   *
   * @param keys the subquery
   * @param same condition that {@code x} has the key {@code o}
   * @param order columns of {@code o}
   */
  default String lockedAgainstWriters(String keys, String table, String same, String order) {
    return "from (%s) o join %s x on %s order by %s for update".formatted(keys, table, same, order);
  }
}
