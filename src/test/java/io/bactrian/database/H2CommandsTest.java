package io.bactrian.database;

final class H2CommandsTest extends CommandsContract {
  @Override
  ApplyDatabase database(CountedStatements counted) throws Exception {
    return new ApplyDatabase(
        counted.around(TestDatabase.h2()), TriggerOptions.NONE, H2Apply.TABLES);
  }

  @Override
  String numbers() {
    return "(select x as g from system_range(1, " + ROWS + ")) t";
  }

  /** A call within the process; what is not found is looked for again. */
  @Override
  int lookups() {
    return 2;
  }
}
