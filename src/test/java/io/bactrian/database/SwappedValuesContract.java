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
import io.bactrian.changeset.Operation;
import io.bactrian.changeset.Row;
import io.bactrian.changeset.Table;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Updates that exchange unique values, none of which may be NULL, on databases that check at once.
 */
abstract class SwappedValuesContract {
  private static final List<String> TABLES =
      List.of(
          "create table \"room\" (\"id\" int primary key)",
          """
          create table "seat" ("id" int primary key, "code" varchar(4) not null unique,
            "place" int not null, "row" varchar(3) not null, "mail" varchar(30) not null unique,
            "room" int unique references "room" ("id"), "untold" varchar(9) default 'kept',
            unique ("row", "place"), check ("place" between 1 and 2147483647), check ("mail" like '%@%'))\
          """,
          """
          create table "badge" ("id" int primary key, "uid" uuid not null unique,
            "day" date not null unique, "amount" numeric(6,2) not null unique,
            "instant" timestamp with time zone not null unique, "letter" char(1) not null unique,
            "flag" boolean unique)\
          """,
          """
          create table "left" ("id" int primary key, "right" int not null)\
          """,
          """
          create table "right" ("id" int primary key, "left" int references "left" ("id"))\
          """,
          """
          alter table "left" add constraint "of_right" foreign key ("right")
            references "right" ("id")\
          """,
          "create table \"desk\" (\"id\" int primary key, \"code\" varchar(4) not null unique)",
          """
          create table "lamp" ("id" int primary key, "desk" int not null references "desk" ("id"))\
          """);

  ApplyDatabase db;
  private Table seat;

  abstract ApplyDatabase open(List<String> tables) throws SQLException;

  @BeforeEach
  void openDatabase() throws SQLException {
    db = open(TABLES);
    seat = db.schema.table("seat");
    db.run("insert into \"room\" values (1), (2), (3)");
    db.run(
        """
        insert into "seat" ("id", "code", "place", "row", "mail", "room") values
          (1, 'A', 1, 'x', 'a@x', 1), (2, 'B', 2, 'x', 'b@x', 2), (3, 'C', 1, 'y', 'c@x', 3)\
        """);
  }

  private Write seat(String column, int id, String value) {
    String[] values = {"" + id, "?", "9", "?", "?", "9", "kept"};
    values[seat.position(column)] = value;
    return update(seat, column, values);
  }

  private List<String> all(String column) throws SQLException {
    return db.ask("select \"" + column + "\" from \"seat\" order by \"id\"");
  }

  private void write(Write... writes) {
    try (ApplyTransaction tx = db.begin()) {
      assertThat(tx.write(List.of(writes))).isEmpty();
      tx.commit();
    }
  }

  @Test
  void two_rows_swap_a_value_that_may_not_be_null() throws SQLException {
    write(seat("code", 1, "B"), seat("code", 2, "A"));
    assertThat(all("code")).containsExactly("B", "A", "C");
    assertThat(all("untold")).containsOnly("kept");
  }

  @Test
  void three_rows_rotate_a_value() throws SQLException {
    write(seat("code", 1, "B"), seat("code", 2, "C"), seat("code", 3, "A"));
    assertThat(all("code")).containsExactly("B", "C", "A");
  }

  @Test
  void a_value_that_is_checked_is_swapped() throws SQLException {
    write(seat("mail", 3, "a@x"), seat("mail", 1, "c@x"));
    assertThat(all("mail")).containsExactly("c@x", "b@x", "a@x");
  }

  @Test
  void a_part_of_a_key_of_several_columns_is_swapped() throws SQLException {
    write(seat("place", 1, "2"), seat("place", 2, "1"));
    assertThat(all("place")).containsExactly("2", "1", "1");
  }

  @Test
  void a_reference_is_swapped_by_way_of_null() throws SQLException {
    write(seat("room", 1, "2"), seat("room", 2, "3"), seat("room", 3, "1"));
    assertThat(all("room")).containsExactly("2", "3", "1");
  }

  @Test
  void two_circles_through_one_row_are_one() throws SQLException {
    write(
        seat("code", 1, "B"), seat("code", 2, "A"), seat("mail", 2, "c@x"), seat("mail", 3, "b@x"));
    assertThat(all("code")).containsExactly("B", "A", "C");
    assertThat(all("mail")).containsExactly("a@x", "c@x", "b@x");
  }

  @Test
  void what_waits_for_a_swap_follows_it() throws SQLException {
    write(
        insert(seat, "4", "D", "3", "y", "d@x", null, "kept"),
        seat("code", 3, "B"),
        seat("code", 1, "Z"),
        seat("code", 2, "C"),
        seat("place", 2, "7"),
        seat("code", 2, "A"),
        seat("code", 4, "C"));
    assertThat(all("code")).containsExactly("Z", "A", "B", "C");
    assertThat(all("place")).containsExactly("1", "7", "1", "3");
  }

  @Test
  void who_wants_the_value_of_an_outsider_is_refused_and_the_others_swap() throws SQLException {
    Write greedy = seat("code", 3, "X");
    try (ApplyTransaction tx = db.begin()) {
      tx.write(List.of(insert(seat, "4", "X", "3", "y", "d@x", null, "kept")));
      assertThat(tx.write(List.of(seat("code", 1, "B"), greedy, seat("code", 2, "A"))))
          .singleElement()
          .satisfies(failure -> assertThat(failure.write()).isSameAs(greedy))
          .extracting(Failure::kind)
          .isEqualTo(Kind.UNIQUE_KEY_TAKEN);
      assertThat(row(tx, seat, "1").get(1)).isEqualTo("B");
      assertThat(row(tx, seat, "3").get(1)).isEqualTo("C");
    }
  }

  @Test
  void a_circle_with_a_row_that_is_refused_for_another_reason_stays_as_it_was()
      throws SQLException {
    try (ApplyTransaction tx = db.begin()) {
      Write noMail =
          ApplyDatabase.write(
              seat,
              Operation.UPDATE,
              "c1",
              columns("code", "mail"),
              "2",
              "A",
              "2",
              "x",
              "nowhere",
              "2",
              "");
      assertThat(tx.write(List.of(seat("code", 1, "B"), noMail))).hasSize(2);
      tx.commit();
    }
    assertThat(all("code")).containsExactly("A", "B", "C");
    assertThat(all("mail")).containsExactly("a@x", "b@x", "c@x");
  }

  @Test
  void a_circle_passes_through_a_row_that_comes_one_that_goes_and_what_refers_to_it()
      throws SQLException {
    db.run("insert into \"desk\" values (1, 'A'), (2, 'B')");
    db.run("insert into \"lamp\" values (7, 1)");
    Table desk = db.schema.table("desk");
    write(
        update(db.schema.table("lamp"), "desk", "7", "3"),
        update(desk, "code", "2", "A"),
        insert(desk, "3", "B"),
        delete(desk, "1", "A"));
    assertThat(db.ask("select \"id\" || \"code\" from \"desk\" order by \"id\""))
        .containsExactly("2A", "3B");
    assertThat(db.ask("select \"desk\" from \"lamp\"")).containsExactly("3");
  }

  private BitSet columns(String... names) {
    BitSet columns = new BitSet();
    for (String name : names) {
      columns.set(seat.position(name));
    }
    return columns;
  }

  @Test
  void values_of_many_types_are_swapped_one_after_the_other() throws SQLException {
    Table badge = db.schema.table("badge");
    String[] one = {
      "1",
      "00112233-4455-6677-8899-aabbccddeeff",
      "2026-01-31",
      "1.50",
      "2026-01-31 23:59:59+00",
      "a",
      "true"
    };
    String[] two = {
      "2",
      "10112233-4455-6677-8899-aabbccddeeff",
      "2026-02-28",
      "2.50",
      "2026-01-31 23:59:58+00",
      "b",
      "false"
    };
    write(insert(badge, one), insert(badge, two));
    for (String column : List.of("uid", "day", "amount", "instant", "letter", "flag")) {
      int at = badge.position(column);
      String kept = one[at];
      one[at] = two[at];
      two[at] = kept;
      write(update(badge, column, one.clone()), update(badge, column, two.clone()));
    }
    try (ApplyTransaction tx = db.begin()) {
      assertThat(row(tx, badge, "1")).isEqualTo(Row.of(one));
      assertThat(row(tx, badge, "2")).isEqualTo(Row.of(two));
    }
  }

  @Test
  void a_thousand_rows_shift_by_one_in_a_few_statements() throws SQLException {
    List<Write> writes = new ArrayList<>();
    try (ApplyTransaction tx = db.begin()) {
      for (int i = 10; i < 1_010; i++) {
        writes.add(insert(seat, "" + i, "" + i, "" + i, "z", i + "@x", null, "kept"));
      }
      assertThat(tx.write(writes)).isEmpty();
      tx.commit();
    }
    writes.clear();
    for (int i = 10; i < 1_010; i++) {
      writes.add(seat("code", i, "" + (i == 1_009 ? 10 : i + 1)));
    }
    Collections.shuffle(writes, new Random(1));
    write(writes.toArray(Write[]::new));
    assertThat(db.ask("select \"code\" from \"seat\" where \"id\" in (10, 1009) order by \"id\""))
        .containsExactly("11", "10");
  }

  @Test
  void tables_that_refer_to_each_other_come_and_go_where_one_column_may_not_be_null()
      throws SQLException {
    Table left = db.schema.table("left");
    Table right = db.schema.table("right");
    List<Write> come = new ArrayList<>();
    List<Write> go = new ArrayList<>();
    for (int i = 1; i <= 100; i++) {
      come.add(insert(left, "" + i, "" + i));
      come.add(insert(right, "" + i, "" + i));
      go.add(delete(right, "" + i, "" + i));
      go.add(delete(left, "" + i, "" + i));
    }
    Collections.shuffle(come, new Random(1));
    write(come.toArray(Write[]::new));
    assertThat(db.ask("select count(*) from \"right\" where \"left\" = \"id\""))
        .containsExactly("100");
    Collections.shuffle(go, new Random(1));
    write(go.toArray(Write[]::new));
    assertThat(db.ask("select count(*) from \"left\"")).containsExactly("0");
  }
}
