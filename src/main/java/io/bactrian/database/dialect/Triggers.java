package io.bactrian.database.dialect;

import io.bactrian.changeset.Schema;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;

/**
 * Creates, checks and removes triggers, in the caller's transaction if the database has
 * transactional DDL.
 */
public interface Triggers {

  /**
   * Creates missing triggers, replaces outdated ones and removes those of tables not tracked any
   * more.
   */
  void install(Connection connection, Schema schema, TriggerOptions options) throws SQLException;

  /**
   * Notes what {@link #check} compares with later, where triggers don't see everything. Called
   * after {@link #install}, in its transaction. The default notes nothing.
   */
  default void confirm(Connection connection, Schema schema) throws SQLException {}

  void uninstall(Connection connection) throws SQLException;

  /**
   * Finds why rows of tables can't be captured or applied whole, however triggers are made: {@link
   * #check} reports these faults, too.
   */
  default List<Finding> refusals(Connection connection, Schema schema) throws SQLException {
    return List.of();
  }

  /** What must hold from now on where triggers are installed: sentences for a person. */
  default List<String> conditions() {
    return List.of();
  }

  /** Finds faults of the triggers, and triggers and cascades of applications that affect them. */
  List<Finding> check(Connection connection, Schema schema, TriggerOptions options)
      throws SQLException;

  /**
   * Tables in which a row may stand otherwise than it was written, because of an application's
   * trigger.
   */
  default Set<String> altering(Connection connection, Schema schema, TriggerOptions options)
      throws SQLException {
    return Set.of();
  }
}
