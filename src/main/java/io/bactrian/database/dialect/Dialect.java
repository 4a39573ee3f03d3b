package io.bactrian.database.dialect;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Everything that differs between kinds of databases. The rest of Bactrian uses a database only
 * through this interface. {@link java.util.ServiceLoader} finds implementations; {@code Dialects}
 * chooses one from an open connection. Stateless and thread-safe; needs a public constructor
 * without parameters.
 */
public interface Dialect extends RowSql, OutboxSql, Sessions {

  /** Whether no row ever refers to an absent one, whatever sessions do at the same time. */
  default boolean keepsForeignKeys() {
    return true;
  }

  /** The product's name as its JDBC driver reports it; also shown to people. */
  String name();

  /** The oldest supported major version. */
  int oldestVersion();

  /** Reads all tables with their columns, and all foreign keys, in the caller's transaction. */
  CatalogContents catalogue(Connection connection) throws SQLException;

  /**
   * The rights that the user lacks to create side tables and triggers.
   *
   * @param tables the tables to track, as configured
   * @return GRANT statements for an administrator; empty when nothing is missing, or the dialect
   *     can't find out beforehand
   */
  default List<String> missingRights(Connection connection, Collection<String> tables)
      throws SQLException {
    return List.of();
  }

  /** The parts of the side tables' SQL that are specific to this database. */
  SideTableSql sideTables();

  /** Creates, checks and removes triggers. */
  Triggers triggers();

  /** A reader of rows by key on the connection. */
  KeyedRows keyedRows(Connection connection);

  /** A writer of rows on the connection. */
  BulkWriter bulkWriter(Connection connection);

  /** A finder of refused writes on the connection; by default one that finds none. */
  default Foresight foresight(Connection connection) {
    return Foresight.NONE;
  }

  /**
   * The columns of each unique index of the table; an expression in an index is not a column of the
   * table.
   */
  default List<List<String>> uniqueKeys(Connection connection, String table) throws SQLException {
    int dot = table.indexOf('.');
    String schema = dot < 0 ? connection.getSchema() : table.substring(0, dot);
    Map<String, List<String>> columns = new LinkedHashMap<>();
    try (ResultSet index =
        connection
            .getMetaData()
            .getIndexInfo(connection.getCatalog(), schema, table.substring(dot + 1), true, true)) {
      while (index.next()) {
        String name = index.getString("INDEX_NAME");
        String column = index.getString("COLUMN_NAME");
        if (name != null && column != null) {
          columns.computeIfAbsent(name, n -> new ArrayList<>()).add(column);
        }
      }
    }
    return List.copyOf(columns.values());
  }

  /** The meaning of its SQLSTATEs for refused writes. */
  Refusals refusals();
}
