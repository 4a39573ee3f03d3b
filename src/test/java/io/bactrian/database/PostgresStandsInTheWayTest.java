package io.bactrian.database;

import java.sql.SQLException;
import javax.sql.DataSource;

final class PostgresStandsInTheWayTest extends StandsInTheWayContract {
  @Override
  DataSource database() throws SQLException {
    return TestDatabase.postgres();
  }
}
