package io.bactrian.database;

import io.bactrian.database.dialect.TriggerOptions;
import java.sql.SQLException;
import java.util.List;

class PostgresSwappedValuesTest extends SwappedValuesContract {
  @Override
  ApplyDatabase open(List<String> tables) throws SQLException {
    return new ApplyDatabase(TestDatabase.postgres(), TriggerOptions.NONE, tables);
  }
}
