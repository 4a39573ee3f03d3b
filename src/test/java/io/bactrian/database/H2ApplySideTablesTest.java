package io.bactrian.database;

import java.sql.SQLException;

class H2ApplySideTablesTest extends ApplySideTablesContract {
  @Override
  ApplyDatabase open() throws SQLException {
    return H2Apply.open();
  }
}
