package io.bactrian.database;

import java.sql.SQLException;
import java.util.List;

class H2ApplyTransactionTest extends ApplyTransactionContract {
  @Override
  ApplyDatabase open() throws SQLException {
    return H2Apply.open();
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
