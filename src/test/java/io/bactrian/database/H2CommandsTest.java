package io.bactrian.database;

import io.bactrian.database.dialect.TriggerOptions;

final class H2CommandsTest extends CommandsContract {
  @Override
  ApplyDatabase database(CountedStatements counted) throws Exception {
    return new ApplyDatabase(
        counted.around(TestDatabase.h2()), TriggerOptions.NONE, H2Apply.TABLES);
  }

  @Override
  String numbers(int rows) {
    return "(select x as g from system_range(1, " + rows + ")) t";
  }

  /** A call within the process; what is not found is looked for again. */
  @Override
  int lookups() {
    return 2;
  }
}
