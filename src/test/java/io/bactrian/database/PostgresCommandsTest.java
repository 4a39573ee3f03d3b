package io.bactrian.database;

final class PostgresCommandsTest extends CommandsContract {
  @Override
  ApplyDatabase database(CountedStatements counted) throws Exception {
    return new ApplyDatabase(
        counted.around(TestDatabase.postgres()), TriggerOptions.NONE, PostgresApply.TABLES);
  }

  @Override
  String numbers() {
    return "generate_series(1, " + ROWS + ") g";
  }

  @Override
  int lookups() {
    return 0;
  }
}
