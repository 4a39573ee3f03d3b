package io.bactrian.database.dialect;

import io.bactrian.changeset.Schema;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/** The triggers of one kind of database, in the caller's transaction where it has one for this. */
public interface Triggers {

  /** Makes what is missing or outdated, and removes what is left over. */
  void install(Connection connection, Schema schema, TriggerOptions options) throws SQLException;

  void uninstall(Connection connection) throws SQLException;

  /** What is wrong with the triggers, and what stands beside them. */
  List<Finding> check(Connection connection, Schema schema, TriggerOptions options)
      throws SQLException;
}
