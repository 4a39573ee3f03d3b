package io.bactrian.database;

import static io.bactrian.database.TestDatabase.rows;
import static io.bactrian.database.TestDatabase.run;
import static org.assertj.core.api.Assertions.assertThat;

import io.bactrian.changeset.Operation;
import io.bactrian.database.dialect.Finding;
import io.bactrian.database.dialect.TriggerOptions;
import java.sql.SQLException;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

class PostgresTrackingTest extends TrackingContract {
  @Override
  DataSource database() throws SQLException {
    return TestDatabase.postgres();
  }

  @Override
  void origin(String partner, String table, Operation operation) throws SQLException {
    run(
        db,
        "select set_config('bactrian.origin', '%s', true)".formatted(partner.replace("'", "''")),
        "select set_config('bactrian.target', '%s %s', true)"
            .formatted(operation.name().toLowerCase(java.util.Locale.ROOT), table));
  }

  @Test
  void keys_that_move_up_by_one_chain_for_each_key() throws SQLException {
    install();
    run(
        db,
        "insert into \"item\" values (2, 'b', ''), (1, 'a', '')",
        "delete from bactrian_change",
        "update \"item\" set \"id\" = 5 - \"id\" where \"id\" = 2",
        "update \"item\" set \"id\" = \"id\" + 1");
    assertThat(rows(db, RECORDED))
        .contains("C|item|null|(2,b,\"\")|null", "C|item|null|null|(3,b,\"\")")
        .contains("C|item|null|(3,b,\"\")|null", "C|item|null|null|(4,b,\"\")");
  }

  @Test
  void a_truncated_table_is_recorded_row_by_row_before() throws SQLException {
    install();
    run(
        db,
        "insert into \"item\" values (1, 'a', 'x'), (2, 'b', 'y')",
        "delete from bactrian_change",
        "truncate \"item\" cascade");
    assertThat(rows(db, RECORDED))
        .containsExactly("C|item|null|(1,a,x)|null", "C|item|null|(2,b,y)|null");
  }

  @Test
  void where_an_application_has_an_after_trigger_its_work_is_recorded_after_the_cause()
      throws SQLException {
    run(
        db,
        """
        create function stamp() returns trigger language plpgsql as $$ begin
          update "item" set "secret" = 'seen' where "id" = new."id" and "secret" <> 'seen';
          return null;
        end $$""",
        "create trigger a_stamp after insert or update on \"item\" for each row"
            + " execute function stamp()");
    install();
    db.setAutoCommit(false);
    origin("c42", "item", Operation.INSERT);
    run(db, "insert into \"item\" values (1, 'a', 'x')");
    origin("c42", "item", Operation.UPDATE);
    run(db, "update \"item\" set \"id\" = 2");
    db.commit();
    db.setAutoCommit(true);
    assertThat(rows(db, RECORDED))
        .containsExactly(
            "C|item|c42|null|(1,a,x)",
            "C|item|null|(1,a,x)|(1,a,seen)",
            "C|item|c42|(1,a,seen)|null",
            "C|item|c42|null|(2,a,seen)");
    assertThat(kinds("item", "line")).containsExactly(Finding.Kind.APPLICATION_TRIGGER);
  }

  @Test
  void rows_that_a_cascade_deletes_in_the_same_table_are_own_changes() throws SQLException {
    run(
        db,
        "create table node (id int primary key, up int references node on delete cascade"
            + " on update cascade)");
    install();
    run(db, "insert into node values (1, null), (2, 1), (3, 2)", "delete from bactrian_change");
    db.setAutoCommit(false);
    origin("c42", "node", Operation.UPDATE);
    run(db, "update node set id = 9 where id = 1");
    origin("c42", "node", Operation.DELETE);
    run(db, "delete from node where id = 9");
    db.commit();
    db.setAutoCommit(true);
    assertThat(rows(db, RECORDED))
        .containsExactly(
            "C|node|c42|(1,)|null",
            "C|node|c42|null|(9,)",
            "C|node|null|(2,1)|(2,9)",
            "C|node|c42|(9,)|null",
            "C|node|null|(2,9)|null",
            "C|node|null|(3,2)|null");
  }

  @Test
  void rows_that_an_upsert_leaves_out_are_not_recorded() throws SQLException {
    run(
        db,
        "create table child (id int primary key, item int references \"item\" on delete cascade)");
    install();
    String upsert =
        "insert into \"item\" values (1, 'a', 'x'), (2, 'b', 'y') on conflict (\"id\") do ";
    run(
        db,
        "insert into \"item\" values (1, 'a', 'x')",
        upsert + "nothing",
        upsert + "update set \"name\" = excluded.\"name\" || 'z'");
    assertThat(rows(db, RECORDED))
        .containsExactly(
            "C|item|null|null|(1,a,x)",
            "C|item|null|null|(2,b,y)",
            "C|item|null|(1,a,x)|(1,az,x)",
            "C|item|null|(2,b,y)|(2,bz,y)");
  }

  @Test
  void a_disabled_trigger_is_found() throws SQLException {
    install();
    run(db, "alter table \"item\" disable trigger \"!bactrian_update\"");
    assertThat(kinds("item", "line")).containsExactly(Finding.Kind.TRIGGER_DISABLED);
  }

  @Test
  void the_sessions_settings_and_rights_do_not_matter() throws SQLException {
    run(db, "create table t (id int primary key, at timestamptz, flag bool, bytes bytea)");
    install();
    String schema = "public";
    String clerk = "clerk_" + db.getCatalog();
    run(
        db,
        "create role " + clerk,
        "grant usage on schema " + schema + " to " + clerk,
        "grant insert on t to " + clerk,
        "set datestyle = 'ISO, DMY'",
        "set timezone = 'Asia/Tokyo'",
        "set role " + clerk,
        "set search_path = pg_catalog",
        "insert into " + schema + ".t values (1, '2026-01-31 12:00:00.5+01', true, '\\x00ff')",
        "reset role",
        "set search_path = " + schema);
    assertThat(rows(db, RECORDED))
        .containsExactly("C|t|null|null|(1,\"2026-01-31 11:00:00.5+00\",true,00ff)");
  }

  @Test
  void rows_that_go_straight_into_a_partition_are_recorded() throws SQLException {
    run(
        db,
        "create table part (id int primary key) partition by range (id)",
        "create table part_1 partition of part for values from (0) to (10)",
        "create table part_2 partition of part for values from (10) to (20)");
    install();
    run(db, "insert into part_1 values (1)", "update part set id = 11");
    assertThat(
            rows(db, "select before, after from bactrian_change where kind = 'C' order by number"))
        .containsExactly("null|(1)", "(1)|null", "null|(11)");
  }

  @Test
  void tables_of_another_schema_are_named_with_it() throws SQLException {
    String other = "x";
    run(
        db,
        "create schema " + other,
        "create table "
            + other
            + ".\"T a\" (id int primary key, g int generated always as (id + 1) stored)");
    tracking.install(
        db,
        Catalog.read(db, dialect, List.of(other + ".T a"), java.util.Map.of()),
        TriggerOptions.NONE);
    run(db, "insert into " + other + ".\"T a\" values (1)");
    assertThat(rows(db, RECORDED)).containsExactly("C|" + other + ".T a|null|null|(1)");
  }
}
