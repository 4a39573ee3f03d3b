package io.bactrian.database;

import io.bactrian.database.dialect.TriggerOptions;
import java.sql.SQLException;
import java.util.List;

/** The hub's orders do not follow their customers by themselves. */
final class PostgresKeyUpdatesWithoutCascadeTest extends KeyUpdatesContract {
  @Override
  void databases() throws SQLException {
    hub = new ApplyDatabase(TestDatabase.postgres(), TriggerOptions.NONE, List.of());
    spoke = new ApplyDatabase(TestDatabase.postgres(), new TriggerOptions("hq"), CASCADE);
  }
}
