package io.bactrian.database;

import io.bactrian.database.dialect.TriggerOptions;
import java.sql.SQLException;

final class H2PlacedWritesTest extends PlacedWritesContract {
  @Override
  ApplyDatabase open(CountedStatements counted) throws SQLException {
    return new ApplyDatabase(
        counted.around(TestDatabase.h2()), TriggerOptions.NONE, H2Apply.TABLES);
  }

  /** H2 is asked for one key at a time. */
  @Override
  int statements() {
    return 9_200;
  }
}
