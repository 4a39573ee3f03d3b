package io.bactrian.database;

import static io.bactrian.database.TestDatabase.run;
import static org.assertj.core.api.Assertions.assertThat;

import io.bactrian.database.dialect.Finding.Kind;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a person must know of or decide on is named. */
class PostgresNotesTest {
  private static final String T = "create table t (id int primary key, name text)";

  @Test
  void a_before_trigger_is_named() throws SQLException {
    try (Neighbourhood here =
        Neighbourhood.postgres(
            T,
            "create function f() returns trigger language plpgsql as 'begin return new; end'",
            "create trigger early before update on t for each row execute function f()")) {
      assertThat(here.noted(Kind.APPLICATION_TRIGGER, "t")).contains("BEFORE trigger `early`");
    }
  }

  @Test
  void a_before_trigger_on_partitions_is_named_once() throws SQLException {
    try (Neighbourhood here =
        Neighbourhood.postgres(
            "create table part (id int primary key) partition by range (id)",
            "create table part_1 partition of part for values from (0) to (10)",
            "create table part_2 partition of part for values from (10) to (20)",
            "create function f() returns trigger language plpgsql as 'begin return new; end'",
            "create trigger early before update on part for each row execute function f()")) {
      assertThat(here.noted(Kind.APPLICATION_TRIGGER, "part")).contains("`early`");
    }
  }

  @Test
  void a_deferrable_key_is_named_once() throws SQLException {
    try (Neighbourhood here =
        Neighbourhood.postgres(
            "create table part (id int primary key deferrable) partition by range (id)",
            "create table part_1 partition of part for values from (0) to (10)")) {
      assertThat(here.noted(Kind.KEY_DEFERRABLE, "part")).contains("not deferrable");
    }
  }

  @Test
  void a_rule_that_keeps_rows_away_is_named() throws SQLException {
    try (Neighbourhood here =
        Neighbourhood.postgres(
            T, "create rule away as on update to t where new.id > 5 do instead nothing")) {
      assertThat(here.noted(Kind.APPLICATION_RULE, "t"))
          .contains("`away`", "instead of update", "may not arrive");
    }
  }

  @Test
  void a_rule_that_adds_something_is_named() throws SQLException {
    try (Neighbourhood here =
        Neighbourhood.postgres(
            T,
            "create table log (at timestamptz)",
            "create rule also as on insert to t do also insert into log values (now())")) {
      assertThat(here.noted(Kind.APPLICATION_RULE, "t")).contains("`also` on insert");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "id serial primary key",
        "id bigint generated always as identity primary key",
        "site text, id int default nextval('numbers'), primary key (site, id)"
      })
  void a_key_that_each_site_draws_is_named(String columns) throws SQLException {
    try (Neighbourhood here =
        Neighbourhood.postgres("create sequence numbers", "create table t (" + columns + ")")) {
      assertThat(here.noted(Kind.KEY_DRAWN, "t")).contains("`id`", "increment by");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"text collate anycase", "interval", "jsonb", "span"})
  void a_key_that_can_be_written_in_several_ways_is_named(String type) throws SQLException {
    try (Neighbourhood here =
        Neighbourhood.postgres(
            "create collation anycase"
                + " (provider = icu, locale = 'und-u-ks-level2', deterministic = false)",
            "create domain span as interval",
            "create table t (id " + type + " primary key)")) {
      assertThat(here.noted(Kind.KEY_LOOSE, "t")).contains("`id`");
    }
  }

  @Test
  void a_subscription_to_the_same_table_is_named() throws SQLException {
    try (Neighbourhood here = Neighbourhood.postgres(T)) {
      run(
          here.db,
          "create subscription incoming connection 'dbname=nowhere' publication p"
              + " with (connect = false, slot_name = none)",
          "set allow_system_table_mods = on",
          "insert into pg_subscription_rel select s.oid, 't'::regclass, 'r', null"
              + " from pg_subscription s where subname = 'incoming'");
      try {
        assertThat(here.noted(Kind.SUBSCRIPTION, "t")).contains("`incoming`");
      } finally {
        run(here.db, "drop subscription incoming");
      }
    }
  }

  @Test
  void an_ordinary_table_has_no_notes() throws SQLException {
    try (Neighbourhood here = Neighbourhood.postgres(T)) {
      here.install("t");
      assertThat(here.check("t")).isEmpty();
    }
  }
}
