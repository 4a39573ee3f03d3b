package io.bactrian.database;

import java.sql.SQLException;

class H2ParkedDecisionsTest extends ParkedDecisionsContract {
  @Override
  ApplyDatabase database() throws SQLException {
    return H2Apply.open();
  }
}
