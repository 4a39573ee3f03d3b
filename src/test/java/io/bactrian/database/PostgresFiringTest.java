package io.bactrian.database;

import static io.bactrian.database.TestDatabase.rows;
import static io.bactrian.database.TestDatabase.run;
import static org.assertj.core.api.Assertions.assertThat;

import io.bactrian.database.dialect.Finding;
import io.bactrian.database.dialect.Finding.Kind;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;

/** Triggers that lost their state, as a restore leaves them, are found and put right. */
class PostgresFiringTest {
  private static final String CAPTURED = "select count(*) from bactrian_change where kind = 'C'";

  private static void loses(Neighbourhood here, String root, String... tables) throws SQLException {
    here.install(root);
    for (String table : tables) {
      run(
          here.db,
          "alter table " + table + " disable trigger all",
          "alter table " + table + " enable trigger all");
    }
  }

  private static void isPutRight(Neighbourhood here, String root, String table)
      throws SQLException {
    assertThat(here.check(root)).extracting(Finding::kind).containsExactly(Kind.TRIGGER_NOT_ALWAYS);
    here.install(root);
    assertThat(here.check(root)).isEmpty();
    run(
        here.db,
        "set session_replication_role = replica",
        "insert into " + table + " values (1)",
        "set session_replication_role = origin");
    assertThat(rows(here.db, CAPTURED)).containsExactly("1");
  }

  @Test
  void a_restore_that_disables_triggers_leaves_them_asleep_for_replicas() throws SQLException {
    try (Neighbourhood here = Neighbourhood.postgres("create table t (id int primary key)")) {
      loses(here, "t", "t");
      isPutRight(here, "t", "t");
    }
  }

  @Test
  void each_partition_has_triggers_of_its_own_to_lose() throws SQLException {
    try (Neighbourhood here =
        Neighbourhood.postgres(
            "create table part (id int primary key) partition by range (id)",
            "create table part_1 partition of part for values from (0) to (10)"
                + " partition by range (id)",
            "create table part_11 partition of part_1 for values from (0) to (5)")) {
      loses(here, "part", "part_11");
      isPutRight(here, "part", "part_11");
    }
  }

  @Test
  void one_that_fires_only_for_replicas_counts_as_disabled() throws SQLException {
    try (Neighbourhood here = Neighbourhood.postgres("create table t (id int primary key)")) {
      here.install("t");
      run(here.db, "alter table t enable replica trigger \"!bactrian_insert\"");
      assertThat(here.check("t")).extracting(Finding::kind).containsExactly(Kind.TRIGGER_DISABLED);
      here.install("t");
      assertThat(here.check("t")).isEmpty();
    }
  }
}
