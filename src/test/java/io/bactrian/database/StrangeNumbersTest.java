package io.bactrian.database;

import static org.assertj.core.api.Assertions.assertThat;

import io.bactrian.apply.Applied;
import io.bactrian.apply.ApplyTransaction;
import io.bactrian.apply.HubApplier;
import io.bactrian.changeset.Header;
import io.bactrian.changeset.Item;
import io.bactrian.changeset.Row;
import io.bactrian.changeset.Table;
import io.bactrian.conflict.Conflict;
import io.bactrian.conflict.Decision;
import io.bactrian.conflict.Merge;
import io.bactrian.conflict.Rules;
import io.bactrian.convergence.Steps;
import io.bactrian.database.dialect.TriggerOptions;
import io.bactrian.transform.Mapping;
import io.bactrian.transform.Values;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is no number, or too great a one, under {@code add}: it costs its own row and no time. */
class StrangeNumbersTest {
  private static final List<String> STRANGE =
      List.of("NaN", "Infinity", "-Infinity", "1E999999", "-1E999999", "1E-999999", "1E131000");

  @Test
  @Timeout(60)
  void strange_amounts_neither_fail_the_changeset_nor_take_long() throws SQLException {
    String table =
        "create table \"meter\" (\"id\" int primary key, \"free\" numeric, \"fixed\" numeric(12,2),"
            + " \"half\" float8)";
    ApplyDatabase hub =
        new ApplyDatabase(TestDatabase.postgres(), TriggerOptions.NONE, List.of(table));
    Table meter = hub.schema.table("meter");
    hub.run(
        "insert into \"meter\" select i, case when i % 2 = 0 then 2 else 1 end, 1, 1 from"
            + " generate_series(0, 1000) i");
    List<Item> items = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      String[] values = {"" + i, "1", "1.00", "1"};
      Row before = Row.of(values);
      values[1 + i % 3] = STRANGE.get(i % STRANGE.size());
      items.add(new Item.Change(meter, before, Row.of(values)));
    }
    items.add(
        new Item.Change(meter, Row.of("1000", "1", "1.00", "1"), Row.of("1000", "4", "1.00", "1")));
    Mapping same = AppliersOnDatabasesTest.into(hub);
    Merge merge = new Merge(ADDS, (t, c, a, b) -> Values.same(t.column(c), a.get(c), b.get(c)));
    HubApplier judge = new HubApplier("c1", same, same, merge, hub.destinations, () -> "conflict");
    Header header = new Header("c1", "hq", 1, 1, Header.NO_HASH, 0, "shop", "1");
    try (ApplyTransaction tx = hub.begin()) {
      Applied applied = Steps.apply(judge, tx, header, "#1", items.iterator());
      assertThat(applied.changes()).isEqualTo(1_001);
    }
    assertThat(hub.ask("select \"free\" from \"meter\" where \"id\" = 1000"))
        .as("2 + (4 - 1)")
        .containsExactly("5");
  }

  private static final Rules ADDS =
      new Rules() {
        @Override
        public Decision decide(Conflict conflict) {
          return new Decision(conflict.ours(), "add", 1, false);
        }

        @Override
        public boolean adds(Table table, int column) {
          return column > 0;
        }

        @Override
        public List<List<Integer>> groups(Table table, List<Integer> columns) {
          return columns.stream().map(List::of).toList();
        }
      };
}
