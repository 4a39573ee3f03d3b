package io.bactrian.database;

import io.bactrian.database.dialect.TriggerOptions;
import java.sql.SQLException;
import java.util.List;

class TinyApplyTransactionTest extends ApplyTransactionContract {
  @Override
  ApplyDatabase open() throws SQLException {
    return new ApplyDatabase(TestDatabase.tiny(), TriggerOptions.NONE, H2Apply.TABLES);
  }

  @Override
  List<String> everything() {
    return H2Apply.EVERYTHING;
  }

  @Override
  String text() {
    return "clob";
  }
}
