package io.bactrian.database;

import javax.sql.DataSource;

class PostgresInterruptedBatchTest extends InterruptedBatchContract {
  @Override
  DataSource database() throws Exception {
    return TestDatabase.postgres();
  }
}
