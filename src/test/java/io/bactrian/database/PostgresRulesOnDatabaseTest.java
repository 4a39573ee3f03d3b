package io.bactrian.database;

import java.sql.SQLException;
import javax.sql.DataSource;

/** The rules in a real PostgreSQL. */
final class PostgresRulesOnDatabaseTest extends RulesOnDatabaseContract {
  @Override
  DataSource database() throws SQLException {
    return TestDatabase.postgres();
  }

  @Override
  boolean looksRowByRow() {
    return false;
  }
}
