package io.bactrian.database;

import static org.assertj.core.api.Assertions.assertThat;

import io.bactrian.database.dialect.TriggerOptions;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Test;

class PostgresUnstorableTextTest extends UnstorableTextContract {
  @Override
  ApplyDatabase open() throws SQLException {
    String table = TABLE.formatted("text", "text");
    return new ApplyDatabase(TestDatabase.postgres(), TriggerOptions.NONE, List.of(table));
  }

  @Test
  void what_only_this_database_refuses_waits_all_the_same() throws SQLException {
    waits("plain", "fine\0thing");
    waits("fine\0key", "fine");
    assertThat(waits(longKey(20_000), "fine")).contains("too large", "54000");
  }
}
