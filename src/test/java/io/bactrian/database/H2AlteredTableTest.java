package io.bactrian.database;

import javax.sql.DataSource;

class H2AlteredTableTest extends AlteredTableContract {
  @Override
  DataSource database() {
    return TestDatabase.h2();
  }

  @Override
  String renaming(String columns) {
    return "alter column " + columns;
  }

  @Override
  String binary() {
    return "varbinary(9)";
  }

  @Override
  String bytes() {
    return "x'00ff'";
  }
}
