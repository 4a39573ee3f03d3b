package io.bactrian.database;

import java.sql.SQLException;
import javax.sql.DataSource;

class PostgresOutboxTest extends OutboxContract {
  @Override
  DataSource database() throws SQLException {
    return TestDatabase.postgres();
  }
}
