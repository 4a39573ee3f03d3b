package io.bactrian.database;

import io.bactrian.database.dialect.TriggerOptions;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Updates of keys between two H2 databases. */
final class H2KeyUpdatesTest extends KeyUpdatesContract.BothWays {
  @Override
  void databases() throws SQLException {
    List<String> tables = new ArrayList<>(H2Apply.TABLES);
    tables.addAll(CASCADE);
    hub = H2Apply.open(TriggerOptions.NONE, tables);
    spoke = H2Apply.open(new TriggerOptions("hq"), tables);
  }
}
