package io.bactrian.database.dialect;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;

/**
 * Everything that differs between kinds of databases. The rest of Bactrian uses a database only
 * through this interface. {@link java.util.ServiceLoader} finds implementations; {@code Dialects}
 * chooses one from an open connection. Stateless and thread-safe; needs a public constructor
 * without parameters.
 */
public interface Dialect extends RowSql, OutboxSql, Sessions {

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

  /** The meaning of its SQLSTATEs for refused writes. */
  Refusals refusals();
}
