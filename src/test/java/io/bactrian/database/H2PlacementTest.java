package io.bactrian.database;

import javax.sql.DataSource;

class H2PlacementTest extends PlacementContract {
  @Override
  DataSource database() {
    return TestDatabase.h2();
  }

  @Override
  String impatient() {
    return "set lock_timeout 2";
  }
}
