package io.bactrian.site;

import io.bactrian.database.TestDatabase;
import java.sql.SQLException;
import org.postgresql.ds.PGSimpleDataSource;

final class PostgresCirclesTest extends CirclesContract {
  @Override
  String database() throws SQLException {
    String url = ((PGSimpleDataSource) TestDatabase.postgres()).getUrl();
    return "database.url = %s\ndatabase.user = postgres\n".formatted(url);
  }
}
