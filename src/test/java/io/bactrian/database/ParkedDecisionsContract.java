package io.bactrian.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bactrian.apply.ApplyTransaction;
import io.bactrian.changeset.Key;
import io.bactrian.changeset.RowId;
import io.bactrian.problem.ProblemException;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What a person says about parked rows settles them, and those that can only follow. */
abstract class ParkedDecisionsContract extends ParkingHub {
  private static final RowId CUSTOMER = new RowId("customer", Key.of("2"));

  /** A customer whose address is taken, its order, and a line of that; and another orphan. */
  private void family() throws SQLException {
    hub.run("insert into \"customer\" values (1, 'a@x', 'Bob', 1, null)");
    arrives(
        customer(2, "a@x", null),
        insert(hub.orders, "7", "2", null),
        insert(hub.line, "7", "1", "x"),
        insert(hub.orders, "8", "3", null));
    assertThat(parked()).isEqualTo(4);
  }

  private List<String> outbox(String kind) throws SQLException {
    return hub.ask("select after from bactrian_change where kind = '%s'".formatted(kind));
  }

  @Test
  void whoever_gives_up_a_parent_gives_up_what_waits_for_it() throws SQLException {
    family();
    try (ApplyTransaction tx = hub.begin()) {
      assertThat(judge.rejectedWith(tx, List.of(CUSTOMER)))
          .containsExactlyInAnyOrder(
              new RowId("orders", Key.of("7")), new RowId("line", Key.of("7", "1")));
    }
    assertThat(parked()).as("asking changes nothing").isEqualTo(4);
    try (ApplyTransaction tx = hub.begin()) {
      assertThat(judge.settle(tx, CUSTOMER, false, "ann")).isTrue();
    }
    assertThat(hub.ask("select row_key from bactrian_wait where kind = 'PARKED'"))
        .containsExactly("(8)");
    assertThat(hub.ask("select count(*) from bactrian_change where kind = 'F'"))
        .as("records")
        .containsExactly("3");
  }

  @Test
  void a_parent_that_is_there_is_not_given_up_with_a_change_of_it() throws SQLException {
    hub.run("insert into \"customer\" values (1, 'a@x', 'Bob', 1, null)");
    hub.run("insert into \"customer\" values (2, null, 'Ada', 1, null)");
    arrives(
        new io.bactrian.changeset.Item.Change(
            hub.customer,
            io.bactrian.changeset.Row.of("2", null, "Ada", "1.00", null),
            io.bactrian.changeset.Row.of("2", "a@x", "Ada", "1.00", null)),
        customer(4, "a@x", "2"));
    assertThat(parked()).isEqualTo(2);
    try (ApplyTransaction tx = hub.begin()) {
      assertThat(judge.rejectedWith(tx, List.of(CUSTOMER))).isEmpty();
    }
  }

  @Test
  void with_another_value_a_parked_row_goes_in_and_its_children_follow() throws SQLException {
    family();
    hub.run("delete from bactrian_change");
    try (ApplyTransaction tx = hub.begin()) {
      assertThat(judge.settle(tx, CUSTOMER, Map.of("email", "b@x"), "ann")).isTrue();
    }
    assertThat(hub.ask("select \"email\" from \"customer\" where \"id\" = 2"))
        .containsExactly("b@x");
    assertThat(hub.ask("select \"text\" from \"line\"")).containsExactly("x");
    assertThat(parked()).isEqualTo(1);
    assertThat(outbox("V")).as("what the spoke is told").anyMatch(text -> text.contains("b@x"));
  }

  @Test
  void what_is_tried_again_as_it_is_leaves_a_record_of_who_had_it_done() throws SQLException {
    family();
    hub.run("delete from bactrian_change");
    try (ApplyTransaction tx = hub.begin()) {
      judge.settle(tx, List.of(CUSTOMER, new RowId("orders", Key.of("8"))), true, "ann");
    }
    assertThat(outbox("F")).as("nothing was written").isEmpty();
    hub.run("update \"customer\" set \"email\" = 'b@x' where \"id\" = 1");
    try (ApplyTransaction tx = hub.begin()) {
      judge.settle(tx, List.of(CUSTOMER, new RowId("orders", Key.of("8"))), true, "ann");
    }
    assertThat(parked()).as("its children followed").isEqualTo(1);
    assertThat(outbox("F"))
        .as("of the one that a person decided")
        .singleElement()
        .asString()
        .contains("ann", "a@x");
  }

  @Test
  void values_are_checked_before_anything_is_written() throws SQLException {
    family();
    assertRefused(Map.of("mail", "b@x"), "no column `mail`");
    assertRefused(Map.of("id", "9"), "`id` is part of the key");
    assertRefused(Map.of("balance", "much"), "`balance` is not a number");
    try (ApplyTransaction tx = hub.begin()) {
      assertThat(judge.settle(tx, CUSTOMER, Map.of("name", "Eve"), "ann"))
          .as("the address is still taken")
          .isFalse();
    }
    assertThat(parked()).isEqualTo(4);
  }

  private void assertRefused(Map<String, String> values, String why) {
    try (ApplyTransaction tx = hub.begin()) {
      assertThatThrownBy(() -> judge.settle(tx, CUSTOMER, values, "ann"))
          .isInstanceOf(ProblemException.class)
          .hasMessageContainingAll(why, "stays parked");
    }
  }

  @Test
  void since_when_a_row_waits_is_kept_when_it_is_tried() throws SQLException {
    family();
    hub.run("update bactrian_wait set at = timestamp '2020-01-01 00:00:00'");
    starts();
    try (ApplyTransaction tx = hub.begin()) {
      judge.retryWaiting(tx);
    }
    assertThat(Set.copyOf(hub.ask("select extract(year from at) from bactrian_wait")))
        .containsExactly("2020");
  }
}
