package io.bactrian.database;

import static org.assertj.core.api.Assertions.assertThat;

import io.bactrian.apply.ApplyTransaction;
import io.bactrian.apply.HubApplier;
import io.bactrian.apply.OutboxRecord.ConflictRecord;
import io.bactrian.apply.PendingRows;
import io.bactrian.apply.SpokeApplier;
import io.bactrian.capture.Outbox;
import io.bactrian.changeset.Header;
import io.bactrian.changeset.Item;
import io.bactrian.changeset.RowId;
import io.bactrian.conflict.Merge;
import io.bactrian.convergence.Steps;
import io.bactrian.transform.Values;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A hub and its spoke with the same tables: what triggers record of an update of a key is captured,
 * judged and written at the other side. Customers have a second unique column, and orders follow
 * them by a cascade.
 */
abstract class KeyUpdatesContract {
  private static final String CUSTOMERS =
      "select \"id\" || ' ' || \"email\" || ' ' || \"name\" from \"customer\" order by \"id\"";
  private static final String ORDERS =
      "select \"id\" || ' of ' || \"customer\" from \"orders\" order by \"id\"";
  private static final String WAITING = "select kind || ' ' || reason from bactrian_wait";

  static final List<String> CASCADE =
      List.of(
          "alter table \"orders\" drop constraint \"of_customer\"",
          "alter table \"orders\" add constraint \"of_customer\" foreign key (\"customer\")"
              + " references \"customer\" on update cascade");

  ApplyDatabase hub;
  ApplyDatabase spoke;
  private HubApplier judge;
  private SpokeApplier rebaser;
  private final Map<RowId, Long> sent = new HashMap<>();
  private final List<ConflictRecord> conflicts = new ArrayList<>();
  private long toHub;
  private long toSpoke;

  abstract void databases() throws SQLException;

  @BeforeEach
  void open() throws SQLException {
    databases();
    Merge merge =
        new Merge(
            AppliersOnDatabasesTest.hubWins(),
            (t, c, a, b) -> Values.same(t.column(c), a.get(c), b.get(c)));
    judge =
        new HubApplier(
            "c1",
            AppliersOnDatabasesTest.into(hub),
            AppliersOnDatabasesTest.into(spoke),
            merge,
            hub.destinations,
            () -> "conflict");
    PendingRows log =
        new PendingRows() {
          @Override
          public void catchUp(long position, long acknowledged) {}

          @Override
          public long lastChange(RowId row) {
            return sent.getOrDefault(row, 0L);
          }
        };
    rebaser =
        new SpokeApplier(
            "hq",
            AppliersOnDatabasesTest.into(spoke),
            log,
            n -> n,
            spoke.schema.tables(),
            () -> "drift");
    spoke.run("insert into \"customer\" values (1, 'a@x', 'Ada', 5.50, null)");
    spoke.run("insert into \"customer\" values (2, 'b@x', 'Bob', 5.50, null)");
    spoke.run("insert into \"customer\" values (3, 'c@x', 'Cyd', 5.50, null)");
    spoke.run("insert into \"orders\" values (7, 1, null), (8, 1, null), (9, 2, null)");
    exchange();
  }

  /** Both send what they have, until nothing is left. */
  private void exchange() {
    for (int round = 0; round < 3; round++) {
      List<Item> items = take(spoke, "hq");
      Header header = header("c1", "hq", ++toHub);
      items.forEach(item -> item.rowIds().forEach(row -> sent.put(row, toHub)));
      try (ApplyTransaction tx = hub.begin()) {
        Steps.apply(judge, tx, header, "#" + toHub, items.iterator());
      }
      answer();
    }
  }

  private void answer() {
    List<Item> items = take(hub, "c1");
    Header header = header("hq", "c1", ++toSpoke);
    try (ApplyTransaction tx = spoke.begin()) {
      Steps.apply(rebaser, tx, header, "#" + toSpoke, items.iterator());
    }
  }

  private static Header header(String from, String to, long number) {
    String previous = number == 1 ? Header.NO_HASH : "#" + (number - 1);
    return new Header(from, to, 1, number, previous, 0, "shop", "1");
  }

  private List<Item> take(ApplyDatabase site, String receiver) {
    Outbox outbox = new JdbcOutbox(site.connections, site.dialect, site.schema, site.destinations);
    List<Item> items = new ArrayList<>();
    try (Outbox.Batch batch = outbox.read(0, conflicts::add)) {
      batch.forEachRemaining(
          entry -> {
            Item seen = entry.viewFor(receiver);
            if (seen != null) {
              items.add(seen);
            }
          });
      batch.close();
      site.run("delete from bactrian_change");
    } catch (SQLException failed) {
      throw new AssertionError(failed);
    }
    return items;
  }

  private void same(String... customers) throws SQLException {
    assertThat(hub.ask(CUSTOMERS)).containsExactly(customers);
    assertThat(spoke.ask(CUSTOMERS)).containsExactly(customers);
    assertThat(spoke.ask(ORDERS)).isEqualTo(hub.ask(ORDERS));
    assertThat(hub.ask(WAITING)).as("parked").isEmpty();
    assertThat(spoke.ask(WAITING)).as("held").isEmpty();
  }

  @Test
  void an_update_of_a_key_is_one_change() throws SQLException {
    spoke.run("update \"customer\" set \"id\" = \"id\" + 1000 where \"id\" > 2");
    List<Item> items = take(spoke, "hq");
    assertThat(items).hasSize(1);
    assertThat(items.get(0).rowIds())
        .extracting(row -> row.key().text())
        .containsExactly("(3)", "(1003)");
  }

  @Test
  void a_spokes_update_of_keys_with_children_and_unique_values_reaches_the_hub()
      throws SQLException {
    spoke.run("update \"customer\" set \"id\" = \"id\" + 1000 where \"id\" < 3");
    exchange();
    same("3 c@x Cyd", "1001 a@x Ada", "1002 b@x Bob");
    assertThat(hub.ask(ORDERS)).containsExactly("7 of 1001", "8 of 1001", "9 of 1002");
    assertThat(conflicts).isEmpty();
  }

  @Test
  void what_the_hub_changed_of_such_a_row_is_kept() throws SQLException {
    spoke.run("update \"customer\" set \"id\" = 1001 where \"id\" = 1");
    hub.run("update \"customer\" set \"name\" = 'Eva' where \"id\" = 1");
    hub.run("insert into \"orders\" values (70, 1, 'for the old key')");
    exchange();
    same("2 b@x Bob", "3 c@x Cyd", "1001 a@x Eva");
    assertThat(spoke.ask(ORDERS)).contains("70 of 1001");
    assertThat(conflicts).isEmpty();
  }

  @Test
  void a_key_that_is_taken_waits_as_one_until_it_is_free() throws SQLException {
    hub.run("insert into \"customer\" values (1001, 'z@x', 'Zoe', 5.50, null)");
    take(hub, "c1");
    hub.run(
        "alter table \"customer\" add constraint \"low\" check (\"id\" < 1000 or \"name\" ="
            + " 'Zoe')");
    spoke.run("update \"customer\" set \"id\" = 1002 where \"id\" = 1");
    exchange();
    assertThat(hub.ask(CUSTOMERS)).contains("1 a@x Ada");
    assertThat(spoke.ask(CUSTOMERS)).contains("1002 a@x Ada");
    assertThat(hub.ask(WAITING)).hasSize(4);
    hub.run("alter table \"customer\" drop constraint \"low\"");
    try (ApplyTransaction tx = hub.begin()) {
      judge.retryWaiting(tx);
    }
    exchange();
    assertThat(hub.ask(WAITING)).isEmpty();
    assertThat(spoke.ask(WAITING)).isEmpty();
    assertThat(hub.ask(CUSTOMERS)).contains("1002 a@x Ada").doesNotContain("1 a@x Ada");
    assertThat(spoke.ask(ORDERS)).isEqualTo(hub.ask(ORDERS)).contains("7 of 1002");
  }

  /** Tests of updates at the hub, which has to follow by a cascade, too. */
  abstract static class BothWays extends KeyUpdatesContract {
    @Test
    void the_hubs_update_of_keys_reaches_the_spoke() throws SQLException {
      hub.run("update \"customer\" set \"id\" = \"id\" + 1000 where \"id\" < 3");
      exchangeAll();
      sameAs("3 c@x Cyd", "1001 a@x Ada", "1002 b@x Bob");
    }

    @Test
    void a_spokes_new_child_of_the_old_key_follows() throws SQLException {
      hub.run("update \"customer\" set \"id\" = 1001 where \"id\" = 1");
      spoke.run("insert into \"orders\" values (70, 1, 'for the old key')");
      exchangeAll();
      sameAs("2 b@x Bob", "3 c@x Cyd", "1001 a@x Ada");
      assertThat(hub.ask(ORDERS)).contains("70 of 1001");
    }

    /** The spoke holds the new row, the old one and what refers to them, in a circle. */
    @Test
    void a_row_that_the_spoke_edited_meanwhile_gets_the_hubs_key() throws SQLException {
      hub.run("update \"customer\" set \"id\" = 1001 where \"id\" = 1");
      spoke.run("update \"customer\" set \"name\" = 'Eva' where \"id\" = 1");
      exchangeAll();
      sameAs("2 b@x Bob", "3 c@x Cyd", "1001 a@x Ada");
      assertThat(kept("name")).as("what the spoke wrote").containsExactly("Eva");
    }

    @Test
    void if_both_update_to_the_same_key_one_row_is_left() throws SQLException {
      hub.run("update \"customer\" set \"id\" = 1001 where \"id\" = 1");
      spoke.run("update \"customer\" set \"id\" = 1001, \"name\" = 'Eva' where \"id\" = 1");
      exchangeAll();
      sameAs("2 b@x Bob", "3 c@x Cyd", "1001 a@x Ada");
      assertThat(kept("name")).as("what the spoke wrote").contains("Eva");
    }

    @Test
    void what_was_refused_before_an_update_of_the_key_is_written_before_it() throws SQLException {
      spoke.run("insert into \"customer\" values (9, 'z@x', 'Zoe', 5.50, null)");
      hub.run("update \"customer\" set \"email\" = 'z@x' where \"id\" = 1");
      hub.run("update \"customer\" set \"id\" = 1001 where \"id\" = 1");
      exchangeAll();
      assertThat(spoke.ask(CUSTOMERS)).contains("9 z@x Zoe").doesNotContain("1001 z@x Ada");
      spoke.run("update \"customer\" set \"email\" = 'y@x' where \"id\" = 9");
      exchangeAll();
      sameAs("2 b@x Bob", "3 c@x Cyd", "9 y@x Zoe", "1001 z@x Ada");
    }

    @Test
    void what_is_written_after_a_cascade_of_the_spokes_own_is_sent_with_it() throws SQLException {
      hub.run("update \"customer\" set \"id\" = 1001 where \"id\" = 1");
      hub.run("delete from \"orders\" where \"id\" = 7");
      answerOnce();
      List<String> order =
          sent(spoke, "hq").stream()
              .filter(change -> change.table().name().equals("orders"))
              .filter(change -> change.key().get(0).equals("7"))
              .map(change -> change.after() == null ? "gone" : "of " + change.after().get(1))
              .toList();
      assertThat(order).as("the hub may judge the cascade").containsExactly("of 1001", "gone");
    }

    @Test
    void if_both_update_the_key_the_rule_decides() throws SQLException {
      hub.run("update \"customer\" set \"id\" = 1001 where \"id\" = 1");
      spoke.run("update \"customer\" set \"id\" = 2001 where \"id\" = 1");
      exchangeAll();
      sameAs("2 b@x Bob", "3 c@x Cyd", "1001 a@x Ada");
    }
  }

  final void exchangeAll() {
    exchange();
  }

  final void answerOnce() {
    answer();
  }

  final List<Item.Change> sent(ApplyDatabase site, String receiver) {
    return take(site, receiver).stream()
        .filter(item -> item instanceof Item.Change)
        .map(item -> (Item.Change) item)
        .toList();
  }

  /** What conflict records have of a column as the spoke wrote it. */
  final List<String> kept(String column) {
    return conflicts.stream()
        .map(record -> record.conflict())
        .filter(conflict -> conflict.theirs() != null && conflict.table().position(column) >= 0)
        .map(conflict -> conflict.theirs().get(conflict.table().position(column)))
        .toList();
  }

  final void sameAs(String... customers) throws SQLException {
    same(customers);
  }
}
