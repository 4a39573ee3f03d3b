package io.bactrian.database;

import java.sql.SQLException;
import javax.sql.DataSource;

class PostgresPlacementTest extends PlacementContract {
  @Override
  DataSource database() throws SQLException {
    return TestDatabase.postgres();
  }

  @Override
  String impatient() {
    return "set lock_timeout = '2ms'";
  }
}
