package io.bactrian.database;

import java.sql.SQLException;

class H2RetryByCauseTest extends RetryByCauseContract {
  @Override
  ApplyDatabase database() throws SQLException {
    return H2Apply.open();
  }
}
