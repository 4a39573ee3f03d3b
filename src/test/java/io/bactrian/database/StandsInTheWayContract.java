package io.bactrian.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import javax.sql.DataSource;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** No rule ever deletes a row that merely stands in the way of another. */
abstract class StandsInTheWayContract {
  private static final String ITEMS =
      "select \"id\" || ' ' || \"code\" || ' ' || \"label\" from \"item\" order by \"id\"";
  private static final String PIECES =
      "select \"id\" || ' of ' || \"item\" from \"piece\" order by \"id\"";
  private static final String PARKED =
      "select row_key from bactrian_wait where kind = 'PARKED' order by row_key";
  private static final String WAITING = "select count(*) from bactrian_wait";

  private RuledSites sites;

  /** Of the hub; the spoke is on H2. */
  abstract DataSource database() throws SQLException;

  private void open(String rules) throws SQLException {
    sites = new RuledSites(database(), TestDatabase.h2(), rules);
    sites.hub.run("insert into \"item\" values (4, 'd', 'e', 1, 1)");
    sites.settleWithRetries();
  }

  private void everywhere(String... items) throws SQLException {
    sites.settleWithRetries();
    assertThat(sites.hub.ask(ITEMS)).as("hub").containsExactly(items);
    assertThat(sites.spoke.ask(ITEMS)).as("spoke").containsExactly(items);
    assertThat(sites.spoke.ask(PIECES)).isEqualTo(sites.hub.ask(PIECES));
    assertThat(sites.hub.ask(WAITING)).as("waits at the hub").containsExactly("0");
    assertThat(sites.spoke.ask(WAITING)).as("waits at the spoke").containsExactly("0");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "item: {rule: hub}",
        "item: {rule: spoke}",
        "item: {rule: manual}",
        "item: {rule: latest, latest-by: price}",
        "item: {rule: earliest, latest-by: price}",
        "item: {columns: {price: max, stock: add, code: spoke, label: spoke}}",
        "item: {on: {update-delete: delete-wins, delete-update: delete-wins}}",
        "item: {on: {update-delete: update-wins, insert-insert: spoke}}",
        "item: {rule: spoke, on: {unique-key-taken: manual}}"
      })
  void rows_that_have_the_unique_values_of_another_stay_and_it_goes_in_when_they_are_free(
      String rule) throws SQLException {
    open(rule);
    sites.hub.run("insert into \"item\" values (1, 'a', 'h', 12, 1), (2, 'y', 'b', 12, 1)");
    sites.spoke.run("insert into \"item\" values (3, 'a', 'b', 15, 2)");
    sites.spoke.run("update \"item\" set \"code\" = 'y', \"price\" = 15 where \"id\" = 4");
    sites.settleWithRetries();
    assertThat(sites.hub.ask(ITEMS))
        .as("one has the code of the new row, the other its label and the code of the changed one")
        .containsExactly("1 a h", "2 y b", "4 d e");
    assertThat(sites.hub.ask(PARKED)).hasSize(2);
    assertThat(sites.spoke.ask(ITEMS)).contains("3 a b", "4 y e");
    sites.hub.run("update \"item\" set \"code\" = 'z' where \"id\" = 1");
    sites.settleWithRetries();
    assertThat(sites.hub.ask(ITEMS)).as("one is left").containsExactly("1 z h", "2 y b", "4 d e");
    sites.hub.run("update \"item\" set \"code\" = 'q', \"label\" = 'w' where \"id\" = 2");
    everywhere("1 z h", "2 q w", "3 a b", "4 y e");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "item: {rule: hub}",
        "item: {rule: spoke}",
        "item: {on: {update-delete: delete-wins, delete-update: delete-wins}}",
        "item: {on: {update-delete: spoke}}",
        "{item: {rule: spoke}, piece: {rule: spoke, on: {update-delete: delete-wins}}}"
      })
  void a_row_that_refers_to_one_that_is_to_be_deleted_stays_and_so_does_that(String rule)
      throws SQLException {
    open(rule);
    sites.hub.run("insert into \"piece\" values (7, 4, 1)");
    sites.spoke.run("delete from \"item\" where \"id\" = 4");
    sites.settleWithRetries();
    assertThat(sites.hub.ask(ITEMS)).containsExactly("4 d e");
    assertThat(sites.hub.ask(PIECES)).containsExactly("7 of 4");
    sites.hub.run("delete from \"piece\"");
    everywhere();
  }

  @ParameterizedTest
  @ValueSource(strings = {"item: {rule: spoke}", "item: {rule: hub}", "item: {rule: manual}"})
  void a_row_that_takes_the_value_of_one_that_goes_in_the_same_changeset_is_no_conflict(String rule)
      throws SQLException {
    open(rule);
    sites.spoke.run("delete from \"item\" where \"id\" = 4");
    sites.spoke.run("insert into \"item\" values (5, 'd', 'e', 2, 2)");
    everywhere("5 d e");
    assertThat(sites.conflicts).isEmpty();
    assertThat(sites.hub.ask(PARKED)).isEmpty();
  }
}
