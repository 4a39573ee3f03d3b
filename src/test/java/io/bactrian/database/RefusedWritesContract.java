package io.bactrian.database;

import static io.bactrian.database.ApplyDatabase.delete;
import static io.bactrian.database.ApplyDatabase.insert;
import static io.bactrian.database.ApplyDatabase.row;
import static io.bactrian.database.ApplyDatabase.update;
import static org.assertj.core.api.Assertions.assertThat;

import io.bactrian.apply.ApplyTransaction;
import io.bactrian.apply.Failure;
import io.bactrian.apply.Failure.Kind;
import io.bactrian.apply.Write;
import io.bactrian.changeset.Row;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Which writes are refused, and that all others go in, whatever the order they come in. */
abstract class RefusedWritesContract {
  ApplyDatabase db;

  abstract ApplyDatabase open() throws SQLException;

  @BeforeEach
  void openDatabase() throws SQLException {
    db = open();
    db.run("insert into \"customer\" (\"id\", \"email\", \"name\") values (1, 'a@x', 'Ada')");
    db.run("insert into \"orders\" values (1, 1, 'kept')");
  }

  private Write customer(int id, String email, String name, String balance) {
    return insert(db.customer, "" + id, email, name, balance, null);
  }

  @Test
  void every_kind_is_told_apart_and_the_rest_goes_in() {
    Write taken = customer(101, "a@x", "Eve", "0.00");
    Write nameless = customer(102, "c@x", null, "0.00");
    Write tooLong = customer(103, "d@x", "a name of more than twenty letters", "0.00");
    Write broke = customer(104, "e@x", "Eve", "-500.00");
    Write noNumber = customer(105, "f@x", "Eve", "much");
    Write orphan = insert(db.orders, "105", "999", "x");
    Write mother = delete(db.customer, "1", "a@x", "Ada", "7.00", null);
    Write follows = update(db.customer, "email", "103", "z@x", "z", "0", null);
    List<Write> writes = new ArrayList<>();
    for (int i = 2; i < 100; i++) {
      writes.add(customer(i, "new" + i, "Bob", "1.00"));
      writes.add(insert(db.orders, "" + i, "" + i, "fine"));
    }
    List<Write> bad = List.of(taken, nameless, tooLong, broke, noNumber, orphan, mother, follows);
    bad.forEach(write -> writes.add(writes.size() / 2, write));
    writes.remove(follows);
    writes.add(follows);
    try (ApplyTransaction tx = db.begin()) {
      List<Failure> failures = tx.write(writes);
      assertThat(failures).extracting(Failure::write).containsExactlyInAnyOrderElementsOf(bad);
      assertThat(kind(failures, taken)).isEqualTo(Kind.UNIQUE_KEY_TAKEN);
      assertThat(kind(failures, nameless)).isEqualTo(Kind.OTHER_INTEGRITY);
      assertThat(kind(failures, tooLong)).isEqualTo(Kind.DATA);
      assertThat(kind(failures, broke)).isEqualTo(Kind.OTHER_INTEGRITY);
      assertThat(kind(failures, noNumber)).isEqualTo(Kind.DATA);
      assertThat(kind(failures, orphan)).isEqualTo(Kind.PARENT_MISSING);
      assertThat(kind(failures, mother)).isEqualTo(Kind.STILL_REFERENCED);
      assertThat(failures)
          .extracting(Failure::reason)
          .allSatisfy(
              reason ->
                  assertThat(reason).doesNotContain("a@x", "Eve", "letters", "500", "much", "999"));
      assertThat(reason(failures, orphan)).contains("of_customer").contains("orders");
      tx.commit();
    }
    assertThat(count("customer")).isEqualTo(99);
    assertThat(count("orders")).isEqualTo(99);
  }

  private static Kind kind(List<Failure> failures, Write write) {
    return failures.stream().filter(f -> f.write() == write).findFirst().orElseThrow().kind();
  }

  private static String reason(List<Failure> failures, Write write) {
    return failures.stream().filter(f -> f.write() == write).findFirst().orElseThrow().reason();
  }

  private int count(String table) {
    try {
      return Integer.parseInt(db.ask("select count(*) from \"" + table + "\"").get(0));
    } catch (SQLException failure) {
      throw new IllegalStateException(failure);
    }
  }

  @Test
  void parents_and_children_come_and_go_in_any_order() {
    for (long seed = 1; seed <= 5; seed++) {
      List<Write> come = new ArrayList<>();
      List<Write> go = new ArrayList<>();
      for (int i = 10; i < 40; i++) {
        String id = "" + i;
        String boss = i == 10 ? null : "" + (i - 1);
        come.add(insert(db.customer, id, "e" + i, "Bob", "1.00", boss));
        come.add(insert(db.orders, id, id, null));
        come.add(insert(db.line, id, "1", "x"));
        go.add(delete(db.customer, id, null, null, null, boss));
        go.add(delete(db.orders, id, null, null));
        go.add(delete(db.line, id, "1", null));
      }
      Collections.shuffle(come, new Random(seed));
      Collections.shuffle(go, new Random(seed));
      try (ApplyTransaction tx = db.begin()) {
        assertThat(tx.write(come)).as("seed " + seed).isEmpty();
        assertThat(row(tx, db.line, "39", "1")).isEqualTo(Row.of("39", "1", "x"));
        assertThat(tx.write(go)).as("seed " + seed).isEmpty();
        assertThat(row(tx, db.customer, "10")).isNull();
      }
    }
  }

  @Test
  void rows_that_refer_to_each_other_go_in_whatever_the_order() {
    for (long seed = 1; seed <= 5; seed++) {
      List<Write> circles = new ArrayList<>();
      for (int i = 10; i < 40; i += 3) {
        for (int j = 0; j < 3; j++) {
          String boss = "" + (i + (j + 1) % 3);
          circles.add(insert(db.customer, "" + (i + j), "e" + (i + j), "Bob", "1.00", boss));
        }
        circles.add(insert(db.customer, "" + (100 + i), null, "Cyd", "1.00", "" + i));
        circles.add(insert(db.orders, "" + i, "" + i, null));
      }
      Collections.shuffle(circles, new Random(seed));
      try (ApplyTransaction tx = db.begin()) {
        assertThat(tx.write(circles)).as("seed " + seed).isEmpty();
        assertThat(row(tx, db.customer, "12").get(4)).isEqualTo("10");
        assertThat(row(tx, db.customer, "110").get(4)).isEqualTo("10");
        assertThat(row(tx, db.orders, "10").get(1)).isEqualTo("10");
      }
    }
  }

  @Test
  void an_orphan_does_not_keep_rows_that_refer_to_each_other_out() {
    try (ApplyTransaction tx = db.begin()) {
      Write orphan = insert(db.customer, "30", null, "Eve", "1.00", "99");
      Write below = insert(db.customer, "31", null, "Eve", "1.00", "30");
      List<Write> writes =
          List.of(
              insert(db.customer, "10", null, "Ann", "1.00", "11"),
              orphan,
              below,
              insert(db.customer, "11", null, "Bob", "1.00", "10"));
      assertThat(tx.write(writes))
          .extracting(Failure::write)
          .containsExactlyInAnyOrder(orphan, below);
      assertThat(row(tx, db.customer, "10").get(4)).isEqualTo("11");
      assertThat(row(tx, db.customer, "30")).isNull();
    }
  }

  @Test
  void several_writes_of_one_row_stay_in_order() {
    try (ApplyTransaction tx = db.begin()) {
      List<Write> writes =
          List.of(
              customer(2, "b@x", "Bob", "1.00"),
              update(db.customer, "name", "2", "", "Ben", "", null),
              update(db.customer, "balance", "2", "", "", "2.00", null),
              customer(3, "c@x", "Cyd", "1.00"),
              delete(db.customer, "3", "c@x", "Cyd", "1.00", null),
              customer(3, "d@x", "Dan", "3.00"),
              update(db.customer, "name", "2", "", "Bea", "", null));
      assertThat(tx.write(writes)).isEmpty();
      assertThat(row(tx, db.customer, "2")).isEqualTo(Row.of("2", "b@x", "Bea", "2.00", null));
      assertThat(row(tx, db.customer, "3")).isEqualTo(Row.of("3", "d@x", "Dan", "3.00", null));
    }
  }

  @Test
  void a_unique_value_passes_from_row_to_row() {
    try (ApplyTransaction tx = db.begin()) {
      tx.write(List.of(customer(2, "b@x", "Bob", "1.00")));
      List<Write> writes =
          List.of(
              customer(3, "a@x", "Cyd", "1.00"),
              update(db.customer, "email", "1", "b@x", "", "", null),
              update(db.customer, "email", "2", "free", "", "", null));
      assertThat(tx.write(writes)).isEmpty();
      assertThat(row(tx, db.customer, "3").get(1)).isEqualTo("a@x");
      assertThat(row(tx, db.customer, "1").get(1)).isEqualTo("b@x");
    }
  }

  @Test
  void two_rows_swap_a_unique_value_by_way_of_a_third() {
    try (ApplyTransaction tx = db.begin()) {
      tx.write(List.of(customer(2, "b@x", "Bob", "1.00")));
      List<Write> writes =
          List.of(
              update(db.customer, "email", "1", "between", "", "", null),
              update(db.customer, "email", "2", "a@x", "", "", null),
              update(db.customer, "email", "1", "b@x", "", "", null));
      assertThat(tx.write(writes)).isEmpty();
      assertThat(row(tx, db.customer, "1").get(1)).isEqualTo("b@x");
      assertThat(row(tx, db.customer, "2").get(1)).isEqualTo("a@x");
    }
  }

  @Test
  void two_rows_swap_a_unique_value_at_one_stroke() {
    try (ApplyTransaction tx = db.begin()) {
      tx.write(List.of(customer(2, "b@x", "Bob", "1.00")));
      List<Write> writes =
          List.of(
              update(db.customer, "email", "1", "b@x", "", "", null),
              update(db.customer, "email", "2", "a@x", "", "", null));
      assertThat(tx.write(writes)).isEmpty();
      assertThat(row(tx, db.customer, "1").get(1)).isEqualTo("b@x");
      assertThat(row(tx, db.customer, "2").get(1)).isEqualTo("a@x");
    }
  }

  @Test
  void children_that_come_back_with_their_parent_survive_its_cascade() {
    try (ApplyTransaction tx = db.begin()) {
      tx.write(List.of(insert(db.line, "1", "1", "old"), insert(db.line, "1", "2", "gone")));
      List<Write> writes =
          List.of(
              delete(db.line, "1", "1", "old"),
              delete(db.orders, "1", "1", "kept"),
              insert(db.orders, "1", "1", "again"),
              insert(db.line, "1", "1", "back"),
              insert(db.line, "1", "3", "new"));
      assertThat(tx.write(writes)).isEmpty();
      assertThat(row(tx, db.line, "1", "1")).isEqualTo(Row.of("1", "1", "back"));
      assertThat(row(tx, db.line, "1", "2")).isNull();
      assertThat(row(tx, db.line, "1", "3")).isEqualTo(Row.of("1", "3", "new"));
    }
  }

  @Test
  void a_key_that_exists_is_refused_by_hundreds_too() {
    List<Write> writes = new ArrayList<>();
    for (int i = 1; i <= 300; i++) {
      writes.add(customer(i, "e" + i, "Bob", "1.00"));
    }
    try (ApplyTransaction tx = db.begin()) {
      assertThat(tx.write(writes))
          .singleElement()
          .extracting(Failure::kind)
          .isEqualTo(Kind.UNIQUE_KEY_TAKEN);
      assertThat(row(tx, db.customer, "300").get(1)).isEqualTo("e300");
      assertThat(row(tx, db.customer, "1").get(1)).isEqualTo("a@x");
    }
  }
}
