package io.bactrian.database;

import javax.sql.DataSource;

class H2ImageChainTest extends ImageChainContract {
  @Override
  DataSource database() {
    return TestDatabase.h2();
  }
}
