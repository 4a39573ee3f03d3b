package io.bactrian.database;

import javax.sql.DataSource;

class H2SideTableUpgradeTest extends SideTableUpgradeContract {
  @Override
  DataSource database() {
    return TestDatabase.h2();
  }
}
