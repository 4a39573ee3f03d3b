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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What crowds of refused rows cost at a hub: statements, and errors in the log of the server, where
 * each has a row's values in it.
 */
class PostgresRefusedCrowdsTest {
  private final CountedStatements statements = new CountedStatements();
  private LoggingPostgres server;
  private ApplyDatabase hub;
  private HubApplier judge;
  private long arrived;

  @BeforeEach
  void open() throws Exception {
    server = new LoggingPostgres();
    hub =
        new ApplyDatabase(
            statements.around(server.database()), TriggerOptions.NONE, PostgresApply.TABLES);
    Merge merge =
        new Merge(
            AppliersOnDatabasesTest.hubWins(),
            (t, c, a, b) -> Values.same(t.column(c), a.get(c), b.get(c)));
    Mapping same = AppliersOnDatabasesTest.into(hub);
    judge = new HubApplier("c1", same, same, merge, hub.destinations, () -> "conflict");
  }

  @AfterEach
  void close() throws Exception {
    server.close();
  }

  private interface Work {
    void run() throws Exception;
  }

  private void costs(long mostStatements, long mostErrors, Work work) throws Exception {
    server.errors();
    long before = statements.sent();
    work.run();
    long sent = statements.sent() - before;
    assertThat(sent).as("statements").isLessThanOrEqualTo(mostStatements);
    long errors = server.errors();
    assertThat(errors).as("errors in the server's log").isLessThanOrEqualTo(mostErrors);
  }

  private void arrive(int rows, IntFunction<Item> each) {
    List<Item> items = IntStream.rangeClosed(1, rows).mapToObj(each).toList();
    String previous = arrived == 0 ? Header.NO_HASH : "#" + arrived;
    Header header = new Header("c1", "hq", 1, ++arrived, previous, 0, "shop", "1");
    try (ApplyTransaction tx = hub.begin()) {
      Steps.apply(judge, tx, header, "#" + arrived, items.iterator());
    }
  }

  private Item orphan(int id) {
    return new Item.Change(hub.orders, null, Row.of("" + id, "" + (5_000 + id), "x"));
  }

  private Item customer(int id) {
    return new Item.Change(hub.customer, null, Row.of("" + id, "e" + id, "Eve", "1.00", null));
  }

  private void othersHaveTheirAddresses(int rows) throws Exception {
    hub.run(
        "insert into \"customer\" select 10000 + n, 'e' || n, 'Bob', 1, null"
            + " from generate_series(1, %d) n".formatted(rows));
  }

  private List<String> parked() throws Exception {
    return hub.ask("select count(*) from bactrian_wait where kind = 'PARKED'");
  }

  private void tryAgain() {
    try (ApplyTransaction tx = hub.begin()) {
      judge.retryWaiting(tx);
    }
  }

  @Test
  void a_thousand_orphans_are_found_together() throws Exception {
    costs(150, 1, () -> arrive(1_001, this::orphan));
    assertThat(parked()).containsExactly("1001");
  }

  @Test
  void orphans_whose_parents_come_are_read_and_written_together() throws Exception {
    arrive(601, this::orphan);
    costs(150, 1, () -> arrive(600, i -> customer(5_000 + i)));
    assertThat(parked()).containsExactly("1");
    assertThat(hub.ask("select count(*) from \"orders\"")).containsExactly("600");
  }

  @Test
  void a_thousand_rows_whose_unique_value_is_taken_are_found_together() throws Exception {
    othersHaveTheirAddresses(1_001);
    costs(150, 1, () -> arrive(1_001, this::customer));
    assertThat(parked()).containsExactly("1001");
  }

  @Test
  void parked_rows_that_are_tried_in_vain_leave_no_errors() throws Exception {
    othersHaveTheirAddresses(170);
    arrive(170, this::customer);
    costs(50, 0, this::tryAgain);
    assertThat(parked()).containsExactly("170");
    hub.run("delete from \"customer\" where \"id\" = 10007");
    tryAgain();
    assertThat(parked()).containsExactly("169");
    assertThat(hub.ask("select \"id\" from \"customer\" where \"email\" = 'e7'"))
        .containsExactly("7");
  }

  @Test
  void one_value_taken_twice_in_a_batch_goes_to_the_first() throws Exception {
    costs(
        150,
        1,
        () ->
            arrive(
                1_000,
                i ->
                    new Item.Change(
                        hub.customer, null, Row.of("" + i, "same", "Eve", "1.00", null))));
    assertThat(hub.ask("select \"id\" from \"customer\"")).containsExactly("1");
    assertThat(parked()).containsExactly("999");
  }

  @Test
  void deletes_of_rows_that_others_need_are_found_together() throws Exception {
    hub.run(
        "insert into \"customer\" select n, null, 'Eve', 1, null from generate_series(1, 300) n");
    hub.run("insert into \"orders\" select n, n, null from generate_series(1, 299) n");
    costs(
        150,
        1,
        () ->
            arrive(
                300,
                i ->
                    new Item.Change(
                        hub.customer, Row.of("" + i, null, "Eve", "1.00", null), null)));
    assertThat(parked()).containsExactly("299");
    assertThat(hub.ask("select count(*) from \"customer\"")).containsExactly("299");
    hub.run("delete from \"orders\" where \"id\" < 100");
    costs(60, 0, this::tryAgain);
    assertThat(parked()).containsExactly("200");
  }

  @Test
  void a_row_whose_parent_a_trigger_makes_is_no_orphan() throws Exception {
    hub.run(
        "create function parent() returns trigger language plpgsql as $$ begin"
            + " insert into \"customer\" values (new.\"customer\", null, 'made', 0, null)"
            + " on conflict do nothing; return new; end $$");
    hub.run(
        "create trigger makes before insert on \"orders\" for each row execute function parent()");
    arrive(
        60, i -> i == 60 ? new Item.Change(hub.orders, null, Row.of("60", "1", null)) : orphan(i));
    assertThat(parked()).containsExactly("0");
  }

  private Item employee(int id, String boss) {
    return new Item.Change(hub.customer, null, Row.of("" + id, null, "Eve", "1.00", boss));
  }

  @Test
  void a_chain_that_hangs_on_a_missing_row_is_found_together_and_other_chains_go_in()
      throws Exception {
    costs(
        150,
        1,
        () -> arrive(600, i -> employee(i, i % 3 != 1 ? "" + (i - 1) : i > 300 ? "9999" : null)));
    assertThat(hub.ask("select count(*) from \"customer\"")).containsExactly("300");
    assertThat(parked()).containsExactly("300");
    hub.run("insert into \"customer\" values (9999, null, 'boss', 0, null)");
    tryAgain();
    assertThat(parked()).containsExactly("0");
  }

  @Test
  void rows_that_nothing_foresaw_are_still_found_among_those_foreseen() throws Exception {
    arrive(
        300,
        i ->
            i % 100 == 0
                ? new Item.Change(hub.customer, null, Row.of("" + i, null, "Eve", "-500.00", null))
                : i % 3 == 0 ? orphan(i) : employee(i, null));
    assertThat(hub.ask("select count(*) from \"customer\"")).containsExactly("198");
    assertThat(parked()).containsExactly("102");
  }

  @Test
  void a_row_with_more_waiting_changes_than_a_batch_goes_in_after_the_chain_it_waits_for()
      throws Exception {
    arrive(
        1_503,
        i ->
            switch (i) {
              case 1 -> employee(1, "9999");
              case 2 -> new Item.Change(hub.orders, null, Row.of("1", "1", "note 2"));
              case 3 -> new Item.Change(hub.orders, null, Row.of("2", "7777", "hopeless"));
              default -> {
                Row before = Row.of("1", "1", "note " + (i == 4 ? 2 : i - 1));
                yield new Item.Change(hub.orders, before, Row.of("1", "1", "note " + i));
              }
            });
    assertThat(parked()).containsExactly("1503");
    costs(300, 0, this::tryAgain);
    hub.run("insert into \"customer\" values (9999, null, 'boss', 0, null)");
    for (int turn = 0; turn < 4; turn++) {
      costs(5_000, 0, this::tryAgain);
    }
    assertThat(hub.ask("select \"note\" from \"orders\"")).containsExactly("note 1503");
    assertThat(parked()).containsExactly("1");
  }
}
