package io.bactrian.database;

import static org.assertj.core.api.Assertions.assertThat;

import io.bactrian.apply.ApplyTransaction;
import io.bactrian.apply.HubApplier;
import io.bactrian.changeset.Header;
import io.bactrian.changeset.Item;
import io.bactrian.changeset.Row;
import io.bactrian.conflict.Merge;
import io.bactrian.convergence.Steps;
import io.bactrian.database.dialect.TriggerOptions;
import io.bactrian.transform.Mapping;
import io.bactrian.transform.Values;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** On H2, too, refused rows are found together, but for the calls that look each row up by key. */
class H2RefusedCrowdsTest {
  private static final int ROWS = 1_001;

  /**
   * A row is looked for before it is judged, when it was refused, and before it is judged again;
   * what is not found is looked for twice.
   */
  private static final int LOOKUPS = 6 * ROWS;

  private final CountedStatements statements = new CountedStatements();
  private ApplyDatabase hub;
  private HubApplier judge;

  @BeforeEach
  void open() throws Exception {
    hub =
        new ApplyDatabase(
            statements.around(TestDatabase.h2()), TriggerOptions.NONE, H2Apply.TABLES);
    Merge merge =
        new Merge(
            AppliersOnDatabasesTest.hubWins(),
            (t, c, a, b) -> Values.same(t.column(c), a.get(c), b.get(c)));
    Mapping same = AppliersOnDatabasesTest.into(hub);
    judge = new HubApplier("c1", same, same, merge, hub.destinations, () -> "conflict");
  }

  private void arrive(IntFunction<Item> each) throws Exception {
    List<Item> items = IntStream.rangeClosed(1, ROWS).mapToObj(each).toList();
    Header header = new Header("c1", "hq", 1, 1, Header.NO_HASH, 0, "shop", "1");
    long before = statements.sent();
    try (ApplyTransaction tx = hub.begin()) {
      Steps.apply(judge, tx, header, "#1", items.iterator());
    }
    assertThat(statements.sent() - before).as("statements").isLessThanOrEqualTo(LOOKUPS + 200L);
  }

  private List<String> parked() throws Exception {
    return hub.ask("select count(*) from bactrian_wait where kind = 'PARKED'");
  }

  private Item customer(int id, String email, Integer referrer) {
    return new Item.Change(
        hub.customer,
        null,
        Row.of("" + id, email, "Eve", "1.00", referrer == null ? null : "" + referrer));
  }

  @Test
  void a_thousand_orphans_are_found_together() throws Exception {
    arrive(i -> new Item.Change(hub.orders, null, Row.of("" + i, "" + (5_000 + i), "x")));
    assertThat(parked()).containsExactly("" + ROWS);
  }

  @Test
  void a_thousand_rows_whose_unique_value_is_taken_are_found_together() throws Exception {
    hub.run(
        "insert into \"customer\" select 10000 + x, 'e' || x, 'Bob', 1, null"
            + " from system_range(1, %d)".formatted(ROWS));
    arrive(i -> customer(i, "e" + i, null));
    assertThat(parked()).containsExactly("" + ROWS);
  }

  @Test
  void one_value_taken_twice_in_a_batch_goes_to_the_first() throws Exception {
    arrive(i -> customer(i, "same", null));
    assertThat(hub.ask("select \"id\" from \"customer\"")).containsExactly("1");
    assertThat(parked()).containsExactly("" + (ROWS - 1));
  }

  @Test
  void children_of_refused_rows_of_their_own_table_are_found_with_these() throws Exception {
    arrive(i -> customer(i, "e" + i, i == 1 ? 9_999 : i % 4 == 1 ? 9_998 : i - 1));
    assertThat(parked()).containsExactly("" + ROWS);
    hub.run(
        "insert into \"customer\" values (9998, 'p', 'Pat', 1, null), (9999, 'q', 'Q', 1, null)");
    try (ApplyTransaction tx = hub.begin()) {
      judge.retryWaiting(tx);
    }
    assertThat(parked()).containsExactly("0");
  }
}
