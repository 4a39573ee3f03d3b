package io.bactrian.database;

import java.sql.SQLException;
import javax.sql.DataSource;

class PostgresImageChainTest extends ImageChainContract {
  @Override
  DataSource database() throws SQLException {
    return TestDatabase.postgres();
  }
}
