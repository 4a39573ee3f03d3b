package io.bactrian.database.h2;

import io.bactrian.database.dialect.BatchedStatements;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;

/** Batches; H2 runs in this process or near it. For one thread. */
final class H2BulkWriter extends BatchedStatements {

  H2BulkWriter(Connection connection, H2Dialect dialect) {
    super(connection, dialect);
  }

  /** The triggers tell by the table what an application's trigger or a cascade wrote besides. */
  @Override
  public void actFor(String origin, String table) throws SQLException {
    set("set @bactrian_origin = ?", origin);
    set("set @bactrian_table = ?", table);
  }

  @Override
  public void actForNobody() throws SQLException {
    actFor(null, null);
  }

  private void set(String sql, String value) throws SQLException {
    try (PreparedStatement set = connection.prepareStatement(sql)) {
      set.setString(1, value);
      set.execute();
    }
  }
}
