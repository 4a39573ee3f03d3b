package io.bactrian.database;

import static org.assertj.core.api.Assertions.assertThat;

import io.bactrian.database.dialect.Finding;
import io.bactrian.database.dialect.Finding.Kind;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The limits of H2 are said by check and install. */
class H2NotesTest {
  @Test
  void truncate_is_not_captured_and_a_missing_jar_stops_the_application() throws SQLException {
    try (Neighbourhood here = Neighbourhood.h2("create table t (id int primary key)")) {
      assertThat(here.noted(Kind.TRUNCATE_UNSEEN, "T")).contains("TRUNCATE", "delete from");
      assertThat(here.dialect.triggers().conditions()).singleElement().asString().contains("jar");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "id bigint generated always as identity primary key",
        "id int default next value for numbers primary key"
      })
  void a_key_that_each_site_draws_is_named(String column) throws SQLException {
    try (Neighbourhood here =
        Neighbourhood.h2("create sequence numbers", "create table t (" + column + ")")) {
      assertThat(here.check("T"))
          .extracting(Finding::kind)
          .containsExactlyInAnyOrder(Kind.KEY_DRAWN, Kind.TRUNCATE_UNSEEN);
    }
  }

  @Test
  void a_before_trigger_is_named() throws SQLException {
    try (Neighbourhood here =
        Neighbourhood.h2(
            "create table t (id int primary key)",
            "create trigger early before insert on t for each row as"
                + " 'org.h2.api.Trigger f() { return (c, o, n) -> {}; }'")) {
      assertThat(here.check("T"))
          .extracting(Finding::message)
          .anyMatch(message -> message.contains("BEFORE trigger `EARLY`"));
    }
  }

  @ParameterizedTest
  @CsvSource({"SEEN, a view", "PASSING, a temporary table"})
  void each_is_named_as_what_it_is(String name, String what) throws SQLException {
    try (Neighbourhood here =
        Neighbourhood.h2(
            "create table t (id int primary key)",
            "create view seen as select * from t",
            "create global temporary table passing (id int primary key)")) {
      assertThat(here.check(name))
          .filteredOn(finding -> finding.kind().fault())
          .singleElement()
          .satisfies(finding -> assertThat(finding.message()).contains(name, "it is " + what));
    }
  }
}
