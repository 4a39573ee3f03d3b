package io.bactrian.database;

import static io.bactrian.database.TestDatabase.run;
import static org.assertj.core.api.Assertions.assertThat;

import io.bactrian.capture.Outbox;
import io.bactrian.changelog.Head;
import io.bactrian.changelog.LogEntry;
import io.bactrian.changeset.Row;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

class PostgresOutboxTest extends OutboxContract {
  @Override
  DataSource database() throws SQLException {
    return TestDatabase.postgres();
  }

  /** Each query would have the server begin again with the text. */
  @Test
  void a_large_text_is_read_by_one_query_whatever_its_size() throws SQLException {
    List<Long> statements = new ArrayList<>();
    for (int size : new int[] {5 << 20, 12 << 20}) {
      run(db, "insert into item values (1, 'x')");
      String text = Row.of("1", "é".repeat(size / 2)).text();
      try (PreparedStatement enlarge =
          db.prepareStatement("update bactrian_change set after = ?")) {
        enlarge.setString(1, text);
        enlarge.executeUpdate();
      }
      CountedStatements counted = new CountedStatements();
      outbox = new JdbcOutbox(counted.around(source), dialect, schema, Map.of());
      assertThat(read(0)).hasSize(1);
      statements.add(counted.sent());
      run(db, "delete from bactrian_change", "delete from item", "delete from bactrian_change");
    }
    assertThat(statements.get(0)).isEqualTo(statements.get(1));
  }

  @Test
  void a_large_transaction_is_read_in_order_and_its_place_is_free_after_it_is_cleared()
      throws SQLException {
    run(db, "insert into item select g, 'x' from generate_series(1, 30000) g");
    List<Outbox.NumberRange> numbers;
    try (Outbox.Batch batch = outbox.read(0, conflicts::add)) {
      for (int i = 1; i <= 30_000; i++) {
        LogEntry entry = batch.next();
        assertThat(entry.position()).isEqualTo(i);
        assertThat(entry.lastOfTransaction()).isEqualTo(i == 30_000);
      }
      assertThat(batch.hasNext()).isFalse();
      numbers = batch.numbers();
    }
    assertThat(numbers).hasSize(1);
    outbox.clear(numbers, Head.EMPTY, new Head(1, 1, "n", 30_000, 0));
    assertThat(TestDatabase.rows(db, "select pg_relation_size('bactrian_change')"))
        .containsExactly("0");
  }
}
