package io.bactrian.database.h2;

import io.bactrian.changeset.Operation;
import io.bactrian.database.dialect.BatchedStatements;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;

/** Writes by JDBC batches, as H2 runs in or near this process. For one thread. */
final class H2BulkWriter extends BatchedStatements {

  H2BulkWriter(Connection connection, H2Dialect dialect) {
    super(connection, dialect);
  }

  /**
   * Also sets the table, by which the triggers recognise other writes, those of application
   * triggers and cascades.
   */
  @Override
  public void actFor(String origin, String table, Operation operation) throws SQLException {
    set("set @bactrian_origin = ?", origin);
    set("set @bactrian_table = ?", table);
  }

  @Override
  public void actForNobody() throws SQLException {
    actFor(null, null, null);
  }

  private void set(String sql, String value) throws SQLException {
    try (PreparedStatement set = connection.prepareStatement(sql)) {
      set.setString(1, value);
      set.execute();
    }
  }
}
