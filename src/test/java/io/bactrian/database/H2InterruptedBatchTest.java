package io.bactrian.database;

import javax.sql.DataSource;

class H2InterruptedBatchTest extends InterruptedBatchContract {
  @Override
  DataSource database() throws Exception {
    return TestDatabase.h2();
  }
}
