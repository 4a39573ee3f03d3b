package io.bactrian.database;

import javax.sql.DataSource;

final class H2StandsInTheWayTest extends StandsInTheWayContract {
  @Override
  DataSource database() {
    return TestDatabase.h2();
  }
}
