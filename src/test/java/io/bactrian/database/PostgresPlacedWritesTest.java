package io.bactrian.database;

import io.bactrian.database.dialect.TriggerOptions;
import java.sql.SQLException;

final class PostgresPlacedWritesTest extends PlacedWritesContract {
  @Override
  ApplyDatabase open(CountedStatements counted) throws SQLException {
    return new ApplyDatabase(
        counted.around(TestDatabase.postgres()), TriggerOptions.NONE, PostgresApply.TABLES);
  }

  @Override
  int statements() {
    return 100;
  }
}
