package io.bactrian.database;

import java.sql.SQLException;
import java.util.List;

class PostgresApplyTransactionTest extends ApplyTransactionContract {
  @Override
  ApplyDatabase open() throws SQLException {
    return PostgresApply.open();
  }

  @Override
  List<String> everything() {
    return PostgresApply.EVERYTHING;
  }

  @Override
  String text() {
    return "text";
  }
}
