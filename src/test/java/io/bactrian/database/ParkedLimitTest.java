package io.bactrian.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bactrian.apply.Applied;
import io.bactrian.apply.ApplyTransaction;
import io.bactrian.apply.Bounds;
import io.bactrian.apply.HubApplier;
import io.bactrian.apply.LimitReachedException;
import io.bactrian.apply.SentChanges;
import io.bactrian.apply.Wait;
import io.bactrian.apply.WaitText;
import io.bactrian.changeset.Header;
import io.bactrian.changeset.Item;
import io.bactrian.changeset.Key;
import io.bactrian.changeset.Row;
import io.bactrian.changeset.RowId;
import io.bactrian.conflict.Merge;
import io.bactrian.convergence.Steps;
import io.bactrian.transform.Mapping;
import io.bactrian.transform.Values;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a spoke leaves parked at a hub on PostgreSQL is bounded, and costs no memory. */
class ParkedLimitTest {
  private static final long PLENTY = Long.MAX_VALUE;

  private final AtomicInteger read = new AtomicInteger();
  private ApplyDatabase hub;
  private long number;

  @BeforeEach
  void open() throws SQLException {
    hub = PostgresApply.open();
  }

  private HubApplier judge(long changes, long size) {
    return judge(changes, size, Set.of());
  }

  private HubApplier judge(long changes, long size, Set<String> blocking) {
    Merge merge =
        new Merge(
            AppliersOnDatabasesTest.hubWins(),
            (t, c, a, b) -> Values.same(t.column(c), a.get(c), b.get(c)));
    Mapping same = AppliersOnDatabasesTest.into(hub);
    return new HubApplier(
        "c1",
        same,
        same,
        merge,
        hub.destinations,
        () -> "conflict",
        blocking,
        new Bounds(changes, size, PLENTY, PLENTY, PLENTY),
        SentChanges.NONE);
  }

  /** Orders without their customers. */
  private List<Item> orders(int from, int to) {
    List<Item> items = new ArrayList<>();
    IntStream.rangeClosed(from, to)
        .forEach(i -> items.add(new Item.Change(hub.orders, null, Row.of("" + i, "" + i, "note"))));
    return items;
  }

  private Item customer(int id) {
    return new Item.Change(hub.customer, null, Row.of("" + id, null, "Ada", "1.00", null));
  }

  private Applied arrives(HubApplier judge, List<Item> items) {
    String previous = number == 0 ? Header.NO_HASH : "#" + number;
    Header header = new Header("c1", "hq", 1, number + 1, previous, 0, "shop", "1");
    try (ApplyTransaction tx = counting(hub.begin())) {
      Applied applied = Steps.apply(judge, tx, header, "#" + (number + 1), items.iterator());
      number++;
      return applied;
    }
  }

  /** Counts how many waiting changes are read with their content. */
  private ApplyTransaction counting(ApplyTransaction tx) {
    return (ApplyTransaction)
        Proxy.newProxyInstance(
            getClass().getClassLoader(),
            new Class<?>[] {ApplyTransaction.class},
            (proxy, method, arguments) -> {
              try {
                Object result = method.invoke(tx, arguments);
                if (method.getName().equals("waits")) {
                  read.addAndGet(((List<?>) result).size());
                }
                return result;
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  private String parked() throws SQLException {
    return hub.ask("select count(*) from bactrian_wait where kind = 'PARKED'").get(0);
  }

  private void park(List<Item> items) {
    try (ApplyTransaction tx = hub.begin()) {
      for (Item item : items) {
        Item.Change change = (Item.Change) item;
        String text = WaitText.of(change);
        tx.put(new Wait("c1", Wait.Kind.PARKED, "orders", change.key(), 0, 1, "why", text));
      }
      tx.commit();
    }
  }

  @Test
  void a_row_goes_in_with_its_parent_of_the_same_changeset_whatever_else_is_parked()
      throws SQLException {
    HubApplier judge = judge(10_000, PLENTY, Set.of("orders"));
    park(orders(1, 2_500));
    List<Item> items = new ArrayList<>(orders(9_000, 9_000));
    IntStream.rangeClosed(7_000, 9_000).forEach(id -> items.add(customer(id)));
    arrives(judge, items);
    assertThat(hub.ask("select \"id\" from \"orders\"")).containsExactly("9000");
    assertThat(parked()).isEqualTo("2500");
    assertThat(hub.ask("select count(*) from bactrian_change where kind = 'V'"))
        .as("nothing to be told")
        .containsExactly("0");
  }

  @Test
  void of_what_is_parked_only_so_much_is_read_as_is_tried_and_all_has_its_turn()
      throws SQLException {
    HubApplier judge = judge(10_000, PLENTY);
    park(orders(1, 3_500));
    hub.run(
        "insert into \"customer\" select n, null, 'Bob', 1, null from generate_series(1, 4000) n");
    for (int turn = 0; turn < 8 && !parked().equals("0"); turn++) {
      read.set(0);
      try (ApplyTransaction tx = counting(hub.begin())) {
        judge.retryWaiting(tx);
      }
      assertThat(read).hasValueLessThanOrEqualTo(1_000);
    }
    assertThat(parked()).isEqualTo("0");
    assertThat(hub.ask("select count(*) from \"orders\"")).containsExactly("3500");
  }

  @Test
  void a_changeset_that_would_park_too_many_leaves_nothing_behind_until_there_is_room()
      throws SQLException {
    HubApplier judge = judge(10, PLENTY);
    assertThatThrownBy(() -> arrives(judge, orders(1, 11)))
        .isInstanceOf(LimitReachedException.class)
        .hasMessageContainingAll("limit.parked-changes = 10", "nothing is lost", "conflicts list");
    assertThat(parked()).isEqualTo("0");
    arrives(judge, orders(1, 10));
    List<Item> next = new ArrayList<>(orders(11, 11));
    next.add(customer(500));
    assertThatThrownBy(() -> arrives(judge, next)).isInstanceOf(LimitReachedException.class);
    assertThat(parked()).isEqualTo("10");
    assertThat(hub.ask("select count(*) from \"customer\"")).containsExactly("0");
    try (ApplyTransaction tx = hub.begin()) {
      judge.settle(tx, new RowId("orders", Key.of("4")), false, "ann");
    }
    arrives(judge, next);
    assertThat(parked()).isEqualTo("10");
    assertThat(hub.ask("select count(*) from \"customer\"")).containsExactly("1");
  }

  @Test
  void at_the_limit_a_changeset_that_brings_what_rows_wait_for_makes_room_for_itself()
      throws SQLException {
    HubApplier judge = judge(10, PLENTY);
    arrives(judge, orders(1, 10));
    List<Item> items = new ArrayList<>(List.of(customer(3)));
    items.addAll(orders(11, 11));
    arrives(judge, items);
    assertThat(parked()).isEqualTo("10");
    assertThat(hub.ask("select \"id\" from \"orders\"")).containsExactly("3");
  }

  @Test
  void the_size_of_what_is_parked_counts_as_well_and_that_of_one_row_by_itself()
      throws SQLException {
    HubApplier small = judge(PLENTY, 1_000);
    assertThatThrownBy(() -> arrives(small, orders(1, 20)))
        .hasMessageContaining("limit.parked-size = 1000 B");
    HubApplier judge = judge(PLENTY, PLENTY);
    String large = "x".repeat(9 << 20);
    Row before = Row.of("1", "1", large);
    arrives(judge, List.of(new Item.Change(hub.orders, null, before)));
    Row after = Row.of("1", "1", large + "y");
    assertThatThrownBy(() -> arrives(judge, List.of(new Item.Change(hub.orders, before, after))))
        .hasMessageContainingAll("of one row of `orders`", "16 MiB", "nothing is lost");
    assertThat(parked()).isEqualTo("1");
  }
}
