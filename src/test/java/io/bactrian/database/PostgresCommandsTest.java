package io.bactrian.database;

import static org.assertj.core.api.Assertions.assertThat;

import io.bactrian.database.dialect.TriggerOptions;
import org.junit.jupiter.api.Test;

final class PostgresCommandsTest extends CommandsContract {
  @Override
  ApplyDatabase database(CountedStatements counted) throws Exception {
    return new ApplyDatabase(
        counted.around(TestDatabase.postgres()), TriggerOptions.NONE, PostgresApply.TABLES);
  }

  @Override
  String numbers(int rows) {
    return "generate_series(1, " + rows + ") g";
  }

  @Override
  int lookups() {
    return 0;
  }

  /** What a snapshot still sees can't be removed, and each look would pass over it. */
  @Test
  void nothing_that_was_captured_is_left_for_looks_to_pass_over() throws Exception {
    fill(25_000);
    capture();
    assertThat(ask("select pg_relation_size('bactrian_change')")).containsExactly("0");
  }
}
