package io.bactrian.database;

import io.bactrian.database.dialect.TriggerOptions;
import java.sql.SQLException;
import java.util.List;

class PostgresPageWalkTest extends PageWalkContract {
  @Override
  ApplyDatabase open(List<String> tables) throws SQLException {
    return new ApplyDatabase(TestDatabase.postgres(), TriggerOptions.NONE, tables);
  }

  @Override
  String waiting() {
    return "select count(*) from pg_stat_activity where datname = current_database()"
        + " and wait_event_type = 'Lock'";
  }
}
