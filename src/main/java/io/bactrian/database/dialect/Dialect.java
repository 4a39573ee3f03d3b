package io.bactrian.database.dialect;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;

/**
 * All that differs between kinds of databases, in one object: the only thing that the rest of
 * Bactrian knows of a kind. Found by {@link java.util.ServiceLoader} and chosen from an open
 * connection by {@code Dialects}. Stateless and thread-safe; needs a public constructor without
 * parameters.
 */
public interface Dialect extends RowSql, OutboxSql, Sessions {

  /** The product's name as its JDBC driver reports it; also for people. */
  String name();

  /** The first major version that is supported. */
  int oldestVersion();

  /** All tables with their columns, and all foreign keys, in the caller's transaction. */
  CatalogContents catalogue(Connection connection) throws SQLException;

  /**
   * What the user still must be granted before side tables and triggers can be made.
   *
   * @param tables that are to be tracked, as configured
   * @return statements for whoever may grant it; empty where nothing is missing, or the database
   *     tells of it only by refusing
   */
  default List<String> missingRights(Connection connection, Collection<String> tables)
      throws SQLException {
    return List.of();
  }

  /** What the side tables need beyond SQL that all databases share. */
  SideTableSql sideTables();

  /** Makes, checks and removes the triggers. */
  Triggers triggers();

  /** Reads rows by key on the connection. */
  KeyedRows keyedRows(Connection connection);

  /** Writes rows on the connection. */
  BulkWriter bulkWriter(Connection connection);

  /** What its SQLSTATEs say about writes. */
  Refusals refusals();
}
