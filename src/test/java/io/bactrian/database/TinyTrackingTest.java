package io.bactrian.database;

import java.sql.SQLException;
import javax.sql.DataSource;

class TinyTrackingTest extends TrackingContract {
  @Override
  DataSource database() {
    return TestDatabase.tiny();
  }

  @Override
  void origin(String partner, String table) throws SQLException {
    dialect.bulkWriter(db).actFor(partner, table);
  }
}
