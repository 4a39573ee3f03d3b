package io.bactrian.database;

import javax.sql.DataSource;

/** On H2 each row is looked for by a statement of its own; nothing else is done row by row. */
final class H2RulesOnDatabaseTest extends RulesOnDatabaseContract {
  @Override
  DataSource database() {
    return TestDatabase.h2();
  }

  @Override
  boolean looksRowByRow() {
    return true;
  }
}
