package io.bactrian.database;

import io.bactrian.database.dialect.TriggerOptions;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * The hub's orders do not follow their customers by themselves, and these have unique addresses.
 */
final class H2KeyUpdatesWithoutCascadeTest extends KeyUpdatesContract {
  @Override
  void databases() throws SQLException {
    List<String> follow = new ArrayList<>(H2Apply.TABLES);
    follow.addAll(CASCADE);
    hub = H2Apply.open(TriggerOptions.NONE, H2Apply.TABLES);
    spoke = H2Apply.open(new TriggerOptions("hq"), follow);
  }
}
