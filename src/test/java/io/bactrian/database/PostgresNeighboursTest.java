package io.bactrian.database;

import static io.bactrian.database.TestDatabase.run;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bactrian.changelog.LogEntry;
import io.bactrian.changeset.Item;
import io.bactrian.changeset.Operation;
import io.bactrian.changeset.Row;
import io.bactrian.database.dialect.TriggerOptions;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

/** The log says what the tables say beside what else acts on them: the smallest input of each. */
class PostgresNeighboursTest extends OutboxFixture {
  private static final String SIBLINGS =
      "create function siblings() returns trigger language plpgsql as $$ begin"
          + " if pg_trigger_depth() > 1 then return coalesce(new, old); end if;"
          + " update item set owner = owner || '+' where id <> coalesce(new.id, old.id);"
          + " return coalesce(new, old); end $$";

  @Override
  DataSource database() throws SQLException {
    return TestDatabase.postgres();
  }

  private void neighbours(String... statements) throws Exception {
    run(db, statements);
    schema = Catalog.read(db, dialect, null, Map.of());
    new Tracking(dialect).install(db, schema, TriggerOptions.NONE);
    outbox = new JdbcOutbox(source, dialect, schema, Map.of());
  }

  private List<String> changes() {
    return read(0).stream()
        .filter(entry -> entry.item() instanceof Item.Change)
        .map(PostgresNeighboursTest::told)
        .toList();
  }

  private static String told(LogEntry entry) {
    Item.Change change = (Item.Change) entry.item();
    String by = entry.origin() == null ? "" : " by " + entry.origin();
    return change.table() + " " + text(change.before()) + " -> " + text(change.after()) + by;
  }

  private static String text(Row row) {
    return row == null ? "absent" : row.text();
  }

  @Test
  void siblings_that_an_after_trigger_changes_come_after_their_own_insert() throws Exception {
    neighbours(
        SIBLINGS, "create trigger s after insert on item for each row execute function siblings()");
    run(db, "insert into item values (1, 'a'), (2, 'b')");
    assertThat(changes())
        .containsExactly(
            "item absent -> (1,a)",
            "item absent -> (2,b)",
            "item (2,b) -> (2,b+)",
            "item (1,a) -> (1,a+)");
  }

  @Test
  void siblings_that_a_before_trigger_changes_come_after_their_own_insert() throws Exception {
    neighbours(
        SIBLINGS,
        "create trigger s before insert on item for each row execute function siblings()");
    run(db, "insert into item values (1, 'a'), (2, 'b')");
    assertThat(changes())
        .containsExactly("item absent -> (1,a)", "item (1,a) -> (1,a+)", "item absent -> (2,b)");
  }

  @Test
  void a_row_that_a_trigger_puts_back_while_it_is_deleted_is_there_in_the_end() throws Exception {
    neighbours(
        "create function back() returns trigger language plpgsql as $$ begin"
            + " insert into item values (1, 'a') on conflict do nothing; return old; end $$",
        "create trigger b before delete on item for each row execute function back()");
    run(db, "insert into item values (1, 'a'), (2, 'b')", "delete from item");
    assertThat(changes())
        .containsExactly(
            "item absent -> (1,a)",
            "item absent -> (2,b)",
            "item (1,a) -> absent",
            "item absent -> (1,a)",
            "item (2,b) -> absent");
  }

  @Test
  void a_trigger_of_any_name_may_change_or_veto_a_row() throws Exception {
    neighbours(
        "create function late() returns trigger language plpgsql as $$ begin"
            + " if tg_op = 'DELETE' then return null; end if;"
            + " new.owner := upper(new.owner); return new; end $$",
        "create trigger \"änderung\" before update or delete on item for each row execute function late()");
    run(db, "insert into item values (1, 'a')", "update item set owner = 'b'", "delete from item");
    assertThat(changes()).containsExactly("item absent -> (1,a)", "item (1,a) -> (1,B)");
  }

  private void applied(String table, Operation operation, String sql) throws SQLException {
    db.setAutoCommit(false);
    dialect.bulkWriter(db).actFor("c1", table, operation);
    run(db, sql);
    db.commit();
    db.setAutoCommit(true);
  }

  @Test
  void a_cascade_into_partitions_has_not_the_appliers_origin() throws Exception {
    neighbours(
        "create table part (id int primary key, item int references item on delete cascade)"
            + " partition by range (id)",
        "create table part_1 partition of part for values from (0) to (10)");
    run(db, "insert into item values (1, 'a')", "insert into part values (5, 1)");
    applied("item", Operation.DELETE, "delete from item");
    assertThat(changes()).contains("item (1,a) -> absent by c1", "part (5,1) -> absent").hasSize(4);
  }

  @Test
  void what_a_rule_adds_has_not_the_appliers_origin() throws Exception {
    neighbours("create rule r as on insert to item do also insert into own values (new.id)");
    applied("item", Operation.INSERT, "insert into item values (1, 'a')");
    assertThat(changes())
        .containsExactlyInAnyOrder("item absent -> (1,a) by c1", "own absent -> (1)");
  }

  @Test
  void a_transaction_that_waited_at_a_deferred_key_comes_after_whom_it_waited_for()
      throws Exception {
    neighbours("alter table item add unique (owner) deferrable initially deferred");
    run(db, "insert into item values (1, 'a')");
    try (Connection first = source.getConnection();
        Connection second = source.getConnection()) {
      first.setAutoCommit(false);
      second.setAutoCommit(false);
      run(second, "insert into item values (2, 'a')");
      run(first, "delete from item where id = 1");
      CompletableFuture<Void> waits =
          CompletableFuture.runAsync(
              () -> {
                try {
                  second.commit();
                } catch (SQLException failed) {
                  throw new IllegalStateException(failed);
                }
              });
      while (TestDatabase.rows(db, "select 1 from pg_stat_activity where wait_event_type = 'Lock'")
              .isEmpty()
          && !waits.isDone()) {
        Thread.onSpinWait();
      }
      first.commit();
      waits.join();
    }
    assertThat(changes())
        .containsExactly("item absent -> (1,a)", "item (1,a) -> absent", "item absent -> (2,a)");
  }

  @Test
  void keys_swapped_while_the_check_is_deferred_are_captured() throws Exception {
    neighbours("create table swap (id int primary key deferrable, v text)");
    run(
        db,
        "insert into swap values (1, 'a'), (2, 'b')",
        "begin; set constraints all deferred; update swap set id = 2 where v = 'a';"
            + " update swap set id = 1 where v = 'b'; commit");
    assertThat(changes().subList(2, changes().size()))
        .as("as if the rows had exchanged their contents")
        .containsExactly("swap (2,b) -> (2,a)", "swap (1,a) -> (1,b)");
  }

  @Test
  void truncate_is_captured_of_each_partition_and_refused_where_rows_are_hidden() throws Exception {
    neighbours(
        "create table part (id int primary key) partition by range (id)",
        "create table part_1 partition of part for values from (0) to (10)",
        "create table part_2 partition of part for values from (10) to (20)");
    run(db, "insert into part values (1), (11)", "truncate part_1");
    assertThatThrownBy(
            () -> run(db, "begin isolation level repeatable read; truncate part; commit"))
        .hasMessageContaining("TRUNCATE of table part")
        .hasMessageContaining("READ COMMITTED");
    run(db, "rollback", "truncate part");
    assertThat(changes())
        .containsExactly(
            "part absent -> (1)",
            "part absent -> (11)",
            "part (1) -> absent",
            "part (11) -> absent");
  }
}
