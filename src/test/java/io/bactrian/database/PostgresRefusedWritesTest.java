package io.bactrian.database;

import static io.bactrian.database.ApplyDatabase.insert;
import static io.bactrian.database.ApplyDatabase.row;
import static io.bactrian.database.ApplyDatabase.update;
import static org.assertj.core.api.Assertions.assertThat;

import io.bactrian.apply.ApplyTransaction;
import io.bactrian.apply.Failure;
import io.bactrian.apply.Write;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Test;

class PostgresRefusedWritesTest extends RefusedWritesContract {
  @Override
  ApplyDatabase open() throws SQLException {
    return PostgresApply.open();
  }

  @Test
  void rows_that_refer_to_each_other_go_in_together_where_the_check_can_wait() throws SQLException {
    db.run("alter table \"customer\" alter constraint \"has_boss\" deferrable");
    db.run("alter table \"orders\" alter constraint \"of_customer\" deferrable initially deferred");
    try (ApplyTransaction tx = db.begin()) {
      tx.write(List.of(insert(db.customer, "10", null, "Ann", "1.00", "10")));
      Write orphan = insert(db.orders, "5", "99", null);
      List<Write> circle =
          List.of(
              insert(db.customer, "11", null, "Bob", "1.00", "12"),
              update(db.customer, "name", "1", "", "Eva", "", null),
              insert(db.customer, "12", null, "Cyd", "1.00", "11"),
              orphan);
      assertThat(tx.write(circle.subList(0, 3))).isEmpty();
      assertThat(row(tx, db.customer, "12").get(4)).isEqualTo("11");
      assertThat(tx.write(List.of(orphan)))
          .extracting(Failure::kind)
          .containsExactly(Failure.Kind.PARENT_MISSING);
      tx.commit();
    }
  }

  @Test
  void a_swap_at_one_stroke_goes_in_where_the_check_can_wait() throws SQLException {
    db.run(
        "alter table \"customer\" drop constraint \"customer_email_key\", add constraint once unique (\"email\") deferrable");
    try (ApplyTransaction tx = db.begin()) {
      tx.write(List.of(insert(db.customer, "2", "b@x", "Bob", "1.00", null)));
      List<Write> writes =
          List.of(
              update(db.customer, "email", "1", "b@x", "", "", null),
              update(db.customer, "name", "2", "", "Ben", "", null),
              update(db.customer, "email", "2", "a@x", "", "", null));
      assertThat(tx.write(writes)).isEmpty();
      assertThat(row(tx, db.customer, "1").get(1)).isEqualTo("b@x");
      assertThat(row(tx, db.customer, "2").get(1)).isEqualTo("a@x");
    }
  }
}
