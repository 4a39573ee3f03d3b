package io.bactrian.database;

import io.bactrian.database.dialect.TriggerOptions;
import java.sql.SQLException;
import java.util.List;

class H2PageWalkTest extends PageWalkContract {
  @Override
  ApplyDatabase open(List<String> tables) throws SQLException {
    return H2Apply.open(TriggerOptions.NONE, tables);
  }

  @Override
  String waiting() {
    return "select count(*) from information_schema.sessions where blocker_id is not null";
  }
}
