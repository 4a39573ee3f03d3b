package io.bactrian.database;

import javax.sql.DataSource;

class H2OutboxTest extends OutboxContract {
  @Override
  DataSource database() {
    return TestDatabase.h2();
  }
}
