package io.bactrian.database;

import static org.assertj.core.api.Assertions.assertThat;

import io.bactrian.apply.ApplyTransaction;
import io.bactrian.changeset.Header;
import io.bactrian.changeset.Item;
import io.bactrian.changeset.Row;
import io.bactrian.changeset.Table;
import io.bactrian.convergence.Steps;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A parked row is tried again when what it waits for has changed, else after a growing pause. */
abstract class RetryByCauseContract extends ParkingHub {
  /** What the route does at each tick; returns how many rows went in. */
  final long tick() throws SQLException {
    long before = parked();
    long begun = schedule.now();
    while (schedule.isDue(begun)) {
      try (ApplyTransaction tx = hub.begin()) {
        judge.retryWaiting(tx);
      }
    }
    return before - parked();
  }

  /** Two ticks: after the first, the schedule knows what waits and why. */
  private void settles() throws SQLException {
    now += FIRST + 1;
    tick();
    assertThat(schedule.isDue()).isFalse();
  }

  /** A user's change, as capture sees it. */
  private void user(String sql, Table table, Row before, Row after) throws SQLException {
    hub.run(sql);
    schedule.changed(new Item.Change(table, before, after));
  }

  private void userInserts(int id) throws SQLException {
    user(
        "insert into \"customer\" values (%d, null, 'Bob', 1, null)".formatted(id),
        hub.customer,
        null,
        Row.of("" + id, null, "Bob", "1.00", null));
  }

  @Test
  void a_child_goes_in_when_a_user_of_the_hub_adds_its_parent() throws SQLException {
    arrives(insert(hub.orders, "7", "5", null), insert(hub.orders, "8", "6", null));
    settles();
    userInserts(4);
    assertThat(schedule.isDue()).as("no row waits for this one").isFalse();
    userInserts(5);
    assertThat(schedule.isDue()).isTrue();
    assertThat(tick()).isEqualTo(1);
    assertThat(hub.ask("select \"id\" from \"orders\"")).containsExactly("7");
    assertThat(schedule.isDue()).isFalse();
  }

  @Test
  void a_child_goes_in_when_its_parent_comes_also_by_a_foreign_key_that_is_younger_than_the_site()
      throws SQLException {
    hub.run("insert into \"customer\" values (1, null, 'Bob', 1, null)");
    hub.run("insert into \"orders\" values (7, 1, null)");
    hub.run(
        "alter table \"line\" add constraint \"young\" foreign key (\"no\")"
            + " references \"customer\" (\"id\")");
    arrives(insert(hub.line, "7", "5", "x"));
    assertThat(parked()).isEqualTo(1);
    settles();
    userInserts(5);
    assertThat(tick()).isEqualTo(1);
    assertThat(hub.ask("select \"text\" from \"line\"")).containsExactly("x");
  }

  @Test
  void a_row_goes_in_when_a_user_frees_its_unique_value() throws SQLException {
    hub.run("insert into \"customer\" values (1, 'a@x', 'Bob', 1, null)");
    arrives(customer(2, "a@x", null));
    settles();
    user(
        "update \"customer\" set \"name\" = 'Eve' where \"id\" = 1",
        hub.customer,
        Row.of("1", "a@x", "Bob", "1.00", null),
        Row.of("1", "a@x", "Eve", "1.00", null));
    assertThat(schedule.isDue()).as("the value is still taken").isFalse();
    user(
        "update \"customer\" set \"email\" = 'b@x' where \"id\" = 1",
        hub.customer,
        Row.of("1", "a@x", "Eve", "1.00", null),
        Row.of("1", "b@x", "Eve", "1.00", null));
    assertThat(tick()).isEqualTo(1);
    assertThat(hub.ask("select \"email\" from \"customer\" order by \"id\""))
        .containsExactly("b@x", "a@x");
  }

  @Test
  void a_delete_goes_in_when_the_last_row_that_needs_it_has_gone() throws SQLException {
    hub.run("insert into \"customer\" values (1, null, 'Bob', 1, null)");
    hub.run("insert into \"orders\" values (7, 1, null)");
    arrives(new Item.Change(hub.customer, Row.of("1", null, "Bob", "1.00", null), null));
    assertThat(parked()).isEqualTo(1);
    settles();
    user("delete from \"orders\"", hub.orders, Row.of("7", "1", null), null);
    assertThat(tick()).isEqualTo(1);
    assertThat(hub.ask("select * from \"customer\"")).isEmpty();
  }

  @Test
  void a_chain_goes_in_with_the_changeset_that_brings_its_first_link() throws SQLException {
    arrives(insert(hub.line, "7", "1", "x"));
    arrives(insert(hub.orders, "7", "2", null));
    arrives(customer(2, null, "1"));
    assertThat(parked()).isEqualTo(3);
    settles();
    arrives(customer(1, null, null));
    assertThat(parked()).isZero();
    assertThat(hub.ask("select \"text\" from \"line\"")).containsExactly("x");
  }

  @Test
  void a_long_chain_goes_in_together_when_a_user_adds_its_first_link() throws SQLException {
    for (int id = 12; id > 1; id--) {
      arrives(customer(id, null, "" + (id - 1)));
    }
    assertThat(parked()).isEqualTo(11);
    settles();
    userInserts(1);
    assertThat(tick()).isEqualTo(11);
  }

  @Test
  void rows_that_need_each_other_go_in_together_when_the_last_arrives() throws SQLException {
    arrives(customer(1, null, "3"));
    arrives(customer(2, null, "1"));
    settles();
    arrives(customer(3, null, "2"));
    assertThat(parked()).isZero();
  }

  @Test
  void with_nothing_changed_the_pause_doubles_up_to_the_longest() throws SQLException {
    arrives(insert(hub.orders, "7", "5", null));
    List<Long> pauses = new ArrayList<>();
    for (int tries = 0; tries < 9; tries++) {
      long before = now;
      while (!schedule.isDue()) {
        now += FIRST / 2;
      }
      tick();
      pauses.add((now - before) / FIRST);
    }
    assertThat(pauses).startsWith(1L, 2L, 4L, 8L).endsWith(120L, 120L);
  }

  @Test
  void a_parent_that_comes_while_its_child_is_being_parked_is_not_missed() throws SQLException {
    String previous = Header.NO_HASH;
    Header header = new Header("c1", "hq", 1, 1, previous, 0, "shop", "1");
    Item orphan = insert(hub.orders, "7", "5", null);
    number = 1;
    try (ApplyTransaction tx = hub.begin()) {
      var steps = judge.begin(tx, header, "#1");
      Steps.apply(steps, List.of(orphan).iterator());
      userInserts(5);
      steps.commit();
    }
    assertThat(tick()).isEqualTo(1);
  }

  @Test
  void why_a_row_waits_is_told_anew_when_that_changes() throws SQLException {
    hub.run("insert into \"customer\" values (1, 'a@x', 'Bob', 1, null)");
    arrives(customer(2, "a@x", "9"));
    settles();
    userInserts(9);
    hub.run("update \"customer\" set \"email\" = null where \"id\" = 1");
    hub.run("insert into \"customer\" values (3, 'a@x', 'Bob', 1, null)");
    tick();
    assertThat(hub.ask("select reason from bactrian_wait where kind = 'PARKED'"))
        .singleElement()
        .asString()
        .contains("unique key");
    user(
        "delete from \"customer\" where \"id\" = 3",
        hub.customer,
        Row.of("3", "a@x", "Bob", "1.00", null),
        null);
    assertThat(tick()).isEqualTo(1);
  }
}
