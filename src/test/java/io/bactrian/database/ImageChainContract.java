package io.bactrian.database;

import static io.bactrian.database.TestDatabase.rows;
import static io.bactrian.database.TestDatabase.run;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bactrian.apply.OutboxRecord.MarkerFor;
import io.bactrian.changeset.Item;
import io.bactrian.database.dialect.Finding;
import io.bactrian.database.dialect.TriggerOptions;
import io.bactrian.problem.ProblemException;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Changes of one row in a transaction follow from each other, or their table is on hold. */
abstract class ImageChainContract extends OutboxFixture {
  private void breakTheChain() throws SQLException {
    run(
        db,
        "insert into \"item\" values (1, 'x'), (2, 'x')",
        "update \"item\" set \"owner\" = 'sss' where \"id\" = 2",
        "update \"item\" set \"owner\" = 'y' where \"id\" = 2",
        "delete from bactrian_change where before like '%,x)'");
  }

  @Test
  void changes_that_do_not_follow_from_each_other_put_their_table_on_hold() throws Exception {
    db.setAutoCommit(false);
    breakTheChain();
    run(db, "insert into \"own\" values (7)");
    db.commit();
    assertThatThrownBy(() -> read(0))
        .isInstanceOf(ProblemException.class)
        .hasMessageContaining("Table `item` is on hold")
        .hasMessageNotContaining("sss");
    run(db, "insert into \"item\" values (3, 'x')", "insert into \"own\" values (8)");
    db.commit();
    assertThat(read(0)).as("all other tables go on").hasSize(2);
    assertThat(rows(db, "select count(*) from bactrian_change where kind = 'H'"))
        .as("nothing is lost")
        .containsExactly("4");
    db.setAutoCommit(true);
    assertThat(
            new Tracking(dialect)
                .check(db, List.of("item", "own"), Map.of(), TriggerOptions.NONE).stream()
                    .map(Finding::kind))
        .contains(Finding.Kind.TABLE_ON_HOLD);
  }

  @Test
  void in_the_hubs_own_transactions_the_changes_follow_from_each_other_too() throws Exception {
    db.setAutoCommit(false);
    breakTheChain();
    append(db, new MarkerFor("hq", new Item.Marker(1, 1)));
    db.commit();
    assertThatThrownBy(() -> read(0)).isInstanceOf(ProblemException.class);
  }

  @Test
  void where_what_the_applier_writes_is_not_recorded_changes_may_be_missing() throws Exception {
    db.setAutoCommit(false);
    breakTheChain();
    append(db, new MarkerFor("hq", new Item.Marker(1, 1)));
    db.commit();
    outbox = new JdbcOutbox(source, dialect, schema, Map.of(), new TriggerOptions("hq"));
    assertThat(read(0)).hasSize(4);
  }

  @Test
  void a_row_may_change_many_times_in_one_transaction() throws Exception {
    db.setAutoCommit(false);
    for (int i = 0; i < 3; i++) {
      run(
          db,
          "insert into \"item\" values (1, 'a,\"b\"'), (2, '\\')",
          "update \"item\" set \"id\" = \"id\" + 2",
          "update \"item\" set \"owner\" = \"owner\" || 'x'",
          "delete from \"item\"");
    }
    db.commit();
    assertThat(read(0)).hasSize(24);
  }
}
