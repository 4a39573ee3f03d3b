package io.bactrian.database;

import java.sql.SQLException;

class PostgresParkedDecisionsTest extends ParkedDecisionsContract {
  @Override
  ApplyDatabase database() throws SQLException {
    return PostgresApply.open();
  }
}
