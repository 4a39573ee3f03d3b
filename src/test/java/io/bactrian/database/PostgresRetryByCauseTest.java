package io.bactrian.database;

import static org.assertj.core.api.Assertions.assertThat;

import io.bactrian.changeset.Item;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PostgresRetryByCauseTest extends RetryByCauseContract {
  @Override
  ApplyDatabase database() throws SQLException {
    return PostgresApply.open();
  }

  @Test
  void all_of_more_rows_than_a_batch_are_tried_when_a_process_starts() throws SQLException {
    List<Item> orphans = new ArrayList<>();
    IntStream.rangeClosed(1, 2_300)
        .forEach(id -> orphans.add(insert(hub.orders, "" + id, "" + id, null)));
    arrives(orphans);
    assertThat(parked()).isEqualTo(2_300);
    hub.run("insert into \"customer\" values (2250, null, 'Bob', 1, null)");
    starts();
    assertThat(schedule.isDue()).isTrue();
    assertThat(tick()).isEqualTo(1);
    assertThat(schedule.isDue()).isFalse();
  }
}
