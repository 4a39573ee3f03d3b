package io.bactrian.database;

import java.sql.SQLException;
import javax.sql.DataSource;

class PostgresSideTableUpgradeTest extends SideTableUpgradeContract {
  @Override
  DataSource database() throws SQLException {
    return TestDatabase.postgres();
  }
}
