package io.bactrian.database;

import java.sql.SQLException;

class PostgresApplySideTablesTest extends ApplySideTablesContract {
  @Override
  ApplyDatabase open() throws SQLException {
    return PostgresApply.open();
  }
}
