package io.bactrian.database;

import static io.bactrian.database.TestDatabase.run;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

class PostgresAlteredTableTest extends AlteredTableContract {
  @Override
  DataSource database() throws SQLException {
    return TestDatabase.postgres();
  }

  @Override
  String renaming(String columns) {
    return "rename column " + columns.replace("rename to", "to");
  }

  @Override
  String binary() {
    return "bytea";
  }

  @Override
  String bytes() {
    return "'\\x00ff'";
  }

  @Test
  void a_snapshot_from_before_the_alteration_has_to_begin_again() throws Exception {
    try (Connection old = source.getConnection()) {
      old.setAutoCommit(false);
      old.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
      run(old, "select 1 from pg_class");
      run(db, "alter table item add column n int");
      assertThatThrownBy(() -> run(old, "insert into item values (1, 'x', 5)"))
          .hasMessageContaining("was altered after this transaction began")
          .extracting("SQLState")
          .isEqualTo("40001");
      old.rollback();
      run(old, "insert into item values (1, 'x', 5)");
      old.commit();
    }
    assertThat(read(0)).hasSize(1);
  }

  @Test
  void a_snapshot_that_shows_a_table_twice_has_to_begin_again() throws Exception {
    try (Connection old = source.getConnection()) {
      old.setAutoCommit(false);
      old.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
      run(old, "select 1 from pg_class");
      run(db, "truncate item");
      run(old, "alter table item add column n int");
      assertThatThrownBy(() -> run(old, "insert into item values (1, 'x')"))
          .hasMessageContaining("was altered after this transaction began")
          .extracting("SQLState")
          .isEqualTo("40001");
      old.rollback();
    }
  }

  @Test
  void a_session_that_alters_a_table_twice_records_rows_with_the_columns_they_have_then()
      throws Exception {
    run(db, "alter table item drop constraint item_pkey, add primary key (id) deferrable");
    install();
    run(
        db,
        "insert into item values (1, 'x')",
        "alter table item add column n int",
        "begin",
        "alter table item drop column owner, add column w int",
        // after five executions PostgreSQL keeps the plan
        "do $$ begin for i in 1..7 loop update item set n = i; end loop; end $$",
        "rollback",
        "update item set n = 7");
    assertThat(changes())
        .containsExactly("id,owner absent -> (1,x)", "id,owner,n (1,x,) -> (1,x,7)");
  }
}
