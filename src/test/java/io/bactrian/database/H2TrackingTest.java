package io.bactrian.database;

import static io.bactrian.database.TestDatabase.rows;
import static io.bactrian.database.TestDatabase.run;
import static org.assertj.core.api.Assertions.assertThat;

import io.bactrian.changeset.Operation;
import io.bactrian.database.dialect.Finding;
import io.bactrian.database.dialect.TriggerOptions;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class H2TrackingTest extends TrackingContract {
  @Override
  DataSource database() {
    return TestDatabase.h2();
  }

  @Override
  void origin(String partner, String table, Operation operation) throws SQLException {
    run(
        db,
        "set @bactrian_origin = '%s'".formatted(partner.replace("'", "''")),
        "set @bactrian_table = '%s'".formatted(table));
  }

  @Test
  void keys_that_move_up_by_one_chain_for_each_key() throws SQLException {
    install();
    run(
        db,
        "insert into \"item\" values (1, 'a', ''), (2, 'b', '')",
        "delete from bactrian_change",
        "update \"item\" set \"id\" = \"id\" + 1");
    assertThat(rows(db, RECORDED))
        .containsExactly(
            "C|item|null|(1,a,\"\")|null",
            "C|item|null|(2,b,\"\")|null",
            "C|item|null|null|(2,a,\"\")",
            "C|item|null|null|(3,b,\"\")");
  }

  @Test
  void triggers_of_an_earlier_version_are_found_and_replaced() throws SQLException {
    install();
    run(
        db,
        "drop trigger \"bactrian_after_item\"",
        "create force trigger \"bactrian_after_item\" after insert, update, delete on \"item\""
            + " for each row call 'io.bactrian.database.H2ChangeTrigger'");
    assertThat(kinds("item", "line")).containsExactly(Finding.Kind.TRIGGER_OUTDATED);
    install();
    assertThat(kinds("item", "line")).isEmpty();
    run(db, "insert into \"item\" values (1, 'a', 'x')");
    assertThat(rows(db, RECORDED)).containsExactly("C|item|null|null|(1,a,x)");
  }

  @Test
  void whoever_may_write_a_table_is_recorded() throws SQLException {
    install();
    run(db, "create user clerk password 'x'", "grant insert on \"item\" to clerk");
    String url = db.getMetaData().getURL();
    try (Connection clerk = java.sql.DriverManager.getConnection(url, "clerk", "x")) {
      run(clerk, "insert into \"item\" values (1, 'a', 'x')");
    }
    assertThat(rows(db, RECORDED)).containsExactly("C|item|null|null|(1,a,x)");
  }

  @Test
  void ids_of_transactions_are_not_used_again_when_a_database_is_reopened(@TempDir Path directory)
      throws SQLException {
    DataSource file = TestDatabase.h2(directory.resolve("db"));
    try (Connection c = file.getConnection()) {
      run(c, "create table t (id int primary key)");
      tracking.install(c, Catalog.read(c, dialect, List.of("T"), Map.of()), TriggerOptions.NONE);
    }
    for (int i = 0; i < 3; i++) {
      try (Connection c = file.getConnection()) {
        run(c, "insert into t values (" + i + ")");
      }
    }
    try (Connection c = file.getConnection()) {
      assertThat(rows(c, "select distinct transaction from bactrian_change")).hasSize(3);
      assertThat(rows(c, "select after from bactrian_change order by number"))
          .containsExactly("(0)", "(1)", "(2)");
    }
  }
}
