package io.bactrian.database;

import io.bactrian.changeset.Operation;
import java.sql.SQLException;
import javax.sql.DataSource;

class TinyTrackingTest extends TrackingContract {
  @Override
  DataSource database() {
    return TestDatabase.tiny();
  }

  @Override
  void origin(String partner, String table, Operation operation) throws SQLException {
    dialect.bulkWriter(db).actFor(partner, table, operation);
  }
}
