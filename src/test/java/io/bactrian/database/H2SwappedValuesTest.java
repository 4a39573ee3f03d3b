package io.bactrian.database;

import io.bactrian.database.dialect.TriggerOptions;
import java.sql.SQLException;
import java.util.List;

class H2SwappedValuesTest extends SwappedValuesContract {
  @Override
  ApplyDatabase open(List<String> tables) throws SQLException {
    return H2Apply.open(TriggerOptions.NONE, tables);
  }
}
