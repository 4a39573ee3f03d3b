package io.bactrian.database;

import static io.bactrian.database.TestDatabase.run;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bactrian.database.dialect.Finding.Kind;
import java.sql.SQLException;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What keeps rows from being captured or applied whole is refused by name. */
class PostgresFaultsTest {
  private static final String T = "create table t (id int primary key, name text)";

  private static final String FUNCTION =
      "create function f() returns trigger language plpgsql as 'begin return null; end'";

  private static String trigger(String name, String table) {
    return "create trigger \"%s\" after insert on %s for each row execute function f()"
        .formatted(name, table);
  }

  private static Neighbourhood withPolicies() throws SQLException {
    Neighbourhood here =
        Neighbourhood.postgres(
            T, "alter table t enable row level security", "create policy p on t using (id > 5)");
    String role = "r_" + here.db.getCatalog();
    run(
        here.db,
        "create role " + role,
        "grant usage, create on schema public to " + role,
        "grant all on t to " + role,
        "insert into t values (1, 'a')",
        "set role " + role);
    return here;
  }

  @Test
  void policies_that_bind_our_user_are_refused() throws SQLException {
    try (Neighbourhood here = withPolicies()) {
      assertThat(here.refused(Kind.ROWS_HIDDEN, "t")).contains("bypassrls", "`t`");
    }
  }

  @Test
  void policies_do_not_bind_the_owner_unless_forced() throws SQLException {
    try (Neighbourhood here = withPolicies()) {
      run(here.db, "reset role", "alter table t owner to r_" + here.db.getCatalog());
      run(here.db, "set role r_" + here.db.getCatalog());
      assertThat(here.check("t")).isEmpty();
      run(here.db, "alter table t force row level security");
      assertThat(here.refused(Kind.ROWS_HIDDEN, "t")).contains("no force row level security");
    }
  }

  @Test
  void a_hidden_row_is_an_error_and_not_an_absent_row() throws SQLException {
    try (Neighbourhood here = withPolicies()) {
      assertThatThrownBy(() -> TestDatabase.rows(here.db, "select * from t"))
          .hasMessageContaining("row-level security");
      here.dialect.begin(here.db, false);
      assertThatThrownBy(() -> TestDatabase.rows(here.db, "select * from t"))
          .hasMessageContaining("row-level security");
      here.db.rollback();
      here.db.setAutoCommit(true);
    }
  }

  @Test
  void numbers_of_objects_are_refused_unless_excluded() throws SQLException {
    try (Neighbourhood here =
        Neighbourhood.postgres(
            "create domain lo as oid", "create table t (id int primary key, picture lo)")) {
      assertThat(here.refused(Kind.COLUMN_UNSUITABLE, "t"))
          .contains("`picture`", "exclude: [picture]");
      assertThat(here.check(Map.of("t", Set.of("picture")), "t")).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"id oid primary key", "id int primary key, o oid[]"})
  void numbers_of_objects_are_found_as_keys_and_in_arrays(String columns) throws SQLException {
    try (Neighbourhood here = Neighbourhood.postgres("create table t (" + columns + ")")) {
      here.refused(Kind.COLUMN_UNSUITABLE, "t");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {" a", "!a", "\u0001", "a", "\"", "~", "änderung", "ж"})
  void an_applications_trigger_may_have_any_name(String name) throws SQLException {
    try (Neighbourhood here =
        Neighbourhood.postgres(T, FUNCTION, trigger(name.replace("\"", "\"\""), "t"))) {
      here.noted(Kind.APPLICATION_TRIGGER, "t");
    }
  }

  @Test
  void sessions_that_check_no_foreign_keys_are_refused() throws SQLException {
    try (Neighbourhood here = Neighbourhood.postgres(T, "set session_replication_role = replica")) {
      assertThat(here.refused(Kind.SESSION_UNSUITABLE, "t")).contains("alter role");
    }
  }
}
