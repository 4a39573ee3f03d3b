package io.bactrian.database;

import io.bactrian.database.dialect.TriggerOptions;
import java.sql.SQLException;
import java.util.List;

class TinyRefusedWritesTest extends RefusedWritesContract {
  @Override
  ApplyDatabase open() throws SQLException {
    return new ApplyDatabase(TestDatabase.tiny(), TriggerOptions.NONE, List.of());
  }
}
