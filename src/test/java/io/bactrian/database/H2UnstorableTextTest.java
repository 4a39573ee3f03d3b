package io.bactrian.database;

import io.bactrian.database.dialect.TriggerOptions;
import java.sql.SQLException;
import java.util.List;

class H2UnstorableTextTest extends UnstorableTextContract {
  @Override
  ApplyDatabase open() throws SQLException {
    return H2Apply.open(
        TriggerOptions.NONE, List.of(TABLE.formatted("varchar", "character large object")));
  }
}
