package io.bactrian.database;

import io.bactrian.database.dialect.TriggerOptions;
import java.sql.SQLException;

/** Updates of keys between two databases in a real PostgreSQL. */
final class PostgresKeyUpdatesTest extends KeyUpdatesContract.BothWays {
  @Override
  void databases() throws SQLException {
    hub = new ApplyDatabase(TestDatabase.postgres(), TriggerOptions.NONE, CASCADE);
    spoke = new ApplyDatabase(TestDatabase.postgres(), new TriggerOptions("hq"), CASCADE);
  }
}
