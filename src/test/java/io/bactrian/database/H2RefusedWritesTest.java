package io.bactrian.database;

import java.sql.SQLException;

class H2RefusedWritesTest extends RefusedWritesContract {
  @Override
  ApplyDatabase open() throws SQLException {
    return H2Apply.open();
  }
}
