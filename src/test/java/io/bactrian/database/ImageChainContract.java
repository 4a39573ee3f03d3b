package io.bactrian.database;

import static io.bactrian.database.TestDatabase.run;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bactrian.apply.OutboxRecord.MarkerFor;
import io.bactrian.changeset.Item;
import io.bactrian.problem.ProblemException;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;

/** Changes of one row in a transaction follow from each other, or capture stops. */
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
  void a_change_that_does_not_follow_from_the_one_before_stops_capture() throws Exception {
    db.setAutoCommit(false);
    breakTheChain();
    db.commit();
    assertThatThrownBy(() -> read(0))
        .isInstanceOf(ProblemException.class)
        .hasMessageContaining("table `item`")
        .hasMessageNotContaining("sss");
  }

  @Test
  void a_transaction_with_a_marker_may_have_holes() throws Exception {
    db.setAutoCommit(false);
    breakTheChain();
    append(db, new MarkerFor("hq", new Item.Marker(1, 1)));
    db.commit();
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
    assertThat(read(0)).hasSize(30);
  }
}
