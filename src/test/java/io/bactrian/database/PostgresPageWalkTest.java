package io.bactrian.database;

import io.bactrian.database.dialect.TriggerOptions;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

class PostgresPageWalkTest extends PageWalkContract {
  @Override
  ApplyDatabase open(List<String> tables) throws SQLException {
    return new ApplyDatabase(TestDatabase.postgres(), TriggerOptions.NONE, tables);
  }

  @Override
  int waiting(Statement statement) throws SQLException {
    return waitingForLocks(statement);
  }

  static int waitingForLocks(Statement statement) throws SQLException {
    try (ResultSet row =
        statement.executeQuery(
            "select count(*) from pg_stat_activity where datname = current_database()"
                + " and wait_event_type = 'Lock'")) {
      row.next();
      return row.getInt(1);
    }
  }
}
