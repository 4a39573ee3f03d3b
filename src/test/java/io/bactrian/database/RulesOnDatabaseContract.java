package io.bactrian.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bactrian.apply.ApplyTransaction;
import io.bactrian.apply.Resolution;
import io.bactrian.changeset.Item;
import io.bactrian.changeset.Row;
import io.bactrian.changeset.Table;
import io.bactrian.conflict.Kind;
import java.sql.SQLException;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

/**
 * {@code must} and {@code keep-both} where a real database refuses rows, fills in columns and says
 * which unique index is in the way.
 */
abstract class RulesOnDatabaseContract {
  private static final int ROWS = 1_000;
  private static final String ITEMS =
      "select \"id\" || ' ' || \"code\" || ' ' || \"label\" || ' ' || \"price\""
          + " from \"item\" order by \"id\"";
  private static final String PIECES =
      "select \"id\" || ' of ' || \"item\" from \"piece\" order by \"id\"";
  private static final String WAITING = "select kind || ': ' || reason from bactrian_wait";

  private static final String DEAR =
      "item: {must: [{hold: \"${row[price]} <= 14\", message: above 14 head office has to agree}]}";
  private static final String FORBIDDEN =
      "PARKED: a conflict rule forbids it (version 1): above 14 head office has to agree";
  static final String BOTH =
      """
      item:
        on:
          insert-insert: {keep-both: {id: "${theirs[id]}001"}}
          unique-key-taken: {keep-both: {code: "${theirs[code]}-${spoke}", label: "${theirs[label]}-${spoke}"}}
      """;

  RuledSites sites;

  /** Of the hub; the spoke is on H2. */
  abstract DataSource database() throws SQLException;

  /** Whether a row is looked for by a statement of its own. */
  abstract boolean looksRowByRow();

  final void open(String rules, String... hidden) throws SQLException {
    sites = new RuledSites(database(), TestDatabase.h2(), rules, hidden);
  }

  private void both(String sql) throws SQLException {
    sites.spoke.run(sql);
    sites.settle();
  }

  private void atHub(String... items) throws SQLException {
    assertThat(sites.hub.ask(ITEMS)).as("hub").containsExactly(items);
  }

  final void everywhere(String... items) throws SQLException {
    atHub(items);
    assertThat(sites.spoke.ask(ITEMS)).as("spoke").containsExactly(items);
    assertThat(sites.spoke.ask(PIECES)).isEqualTo(sites.hub.ask(PIECES));
    assertThat(sites.hub.ask(WAITING)).as("waits at the hub").isEmpty();
    assertThat(sites.spoke.ask(WAITING)).as("waits at the spoke").isEmpty();
  }

  @Test
  void a_change_that_breaks_a_rule_is_parked_with_its_message_and_goes_in_with_what_mends_it()
      throws SQLException {
    open(DEAR);
    both("insert into \"item\" values (1, 'a', 'l', 10, 5)");
    sites.spoke.run("update \"item\" set \"price\" = 15, \"stock\" = 4 where \"id\" = 1");
    sites.spoke.run("insert into \"item\" values (2, 'b', 'm', 16, 5)");
    sites.spoke.run("insert into \"item\" values (3, 'c', 'n', 14, 5)");
    sites.settle();
    atHub("1 a l 10", "3 c n 14");
    assertThat(sites.hub.ask(WAITING)).containsExactly(FORBIDDEN, FORBIDDEN);
    assertThat(sites.spoke.ask(ITEMS)).containsExactly("1 a l 15", "2 b m 16", "3 c n 14");
    sites.spoke.run("update \"item\" set \"price\" = 13");
    sites.settle();
    everywhere("1 a l 13", "2 b m 13", "3 c n 13");
  }

  @Test
  void a_default_of_the_database_is_judged_once_it_is_there() throws SQLException {
    open(DEAR, "price");
    sites.spoke.run("insert into \"item\" (\"id\", \"code\", \"label\") values (1, 'a', 'l')");
    sites.settle();
    atHub();
    assertThat(sites.hub.ask(WAITING)).containsExactly(FORBIDDEN);
    sites.hub.run("alter table \"item\" alter column \"price\" set default 9");
    sites.spoke.run("update \"item\" set \"stock\" = 1");
    sites.settle();
    atHub("1 a l 9");
    assertThat(sites.hub.ask(WAITING)).isEmpty();
    assertThat(sites.spoke.ask(WAITING)).isEmpty();
  }

  @Test
  void of_rows_that_both_inserted_both_stand_and_what_the_spoke_says_follows_until_it_knows()
      throws SQLException {
    open(BOTH);
    sites.hub.run("insert into \"item\" values (1, 'h', 'hl', 12, 1)");
    sites.spoke.run("insert into \"item\" values (1, 's', 'sl', 15, 2)");
    sites.spoke.run("insert into \"piece\" values (7, 1, 3)");
    sites.toHub();
    atHub("1 h hl 12", "1001 s sl 15");
    sites.spoke.run("update \"item\" set \"price\" = 16 where \"id\" = 1");
    sites.spoke.run("insert into \"piece\" values (8, 1, 4)");
    sites.toHub();
    atHub("1 h hl 12", "1001 s sl 16");
    assertThat(sites.hub.ask(PIECES)).containsExactly("7 of 1001", "8 of 1001");
    assertThat(sites.hub.ask(WAITING)).hasSize(1);
    sites.settle();
    everywhere("1 h hl 12", "1001 s sl 16");
    sites.spoke.run("update \"item\" set \"price\" = 13 where \"id\" = 1");
    sites.spoke.run("insert into \"piece\" values (9, 1, 4)");
    sites.settle();
    everywhere("1 h hl 13", "1001 s sl 16");
    assertThat(sites.hub.ask(PIECES)).contains("9 of 1");
    assertThat(sites.conflicts).singleElement();
    assertThat(sites.conflicts.get(0).conflict().kind()).isEqualTo(Kind.INSERT_INSERT);
  }

  @Test
  void where_the_new_key_is_taken_too_the_row_is_parked_until_it_is_free() throws SQLException {
    open(BOTH);
    sites.hub.run("insert into \"item\" values (1, 'h', 'hl', 12, 1), (1001, 'k', 'kl', 3, 1)");
    sites.spoke.run("insert into \"item\" values (1, 's', 'sl', 15, 2)");
    sites.settle();
    atHub("1 h hl 12", "1001 k kl 3");
    assertThat(sites.hub.ask(WAITING)).hasSize(1);
    sites.hub.run("delete from \"item\" where \"id\" = 1001");
    sites.spoke.run("update \"item\" set \"price\" = 16 where \"id\" = 1");
    sites.settle();
    everywhere("1 h hl 12", "1001 s sl 16");
  }

  @Test
  void of_two_unique_values_only_the_one_that_is_taken_is_replaced() throws SQLException {
    open(BOTH);
    sites.hub.run("insert into \"item\" values (1, 'a', 'h', 12, 1)");
    sites.spoke.run("insert into \"item\" values (2, 'a', 's', 15, 2)");
    sites.settle();
    everywhere("1 a h 12", "2 a-c1 s 15");
    sites.hub.run("insert into \"item\" values (4, 'c', 'x', 1, 1)");
    sites.spoke.run("update \"item\" set \"label\" = 'x', \"code\" = 'd' where \"id\" = 2");
    sites.settle();
    everywhere("1 a h 12", "2 d x-c1 15", "4 c x 1");
  }

  @Test
  void of_two_unique_values_both_are_replaced_when_different_rows_have_them() throws SQLException {
    open(BOTH);
    sites.hub.run("insert into \"item\" values (1, 'a', 'x', 12, 1), (2, 'y', 'b', 12, 1)");
    sites.spoke.run("insert into \"item\" values (3, 'a', 'b', 15, 2)");
    sites.spoke.run("insert into \"piece\" values (7, 3, 3)");
    sites.settle();
    everywhere("1 a x 12", "2 y b 12", "3 a-c1 b-c1 15");
    assertThat(sites.conflicts).singleElement();
    assertThat(sites.conflicts.get(0).decision().row())
        .isEqualTo(Row.of("3", "a-c1", "b-c1", "15", "2"));
    sites.hub.run("insert into \"item\" values (5, 'c-c1', 'r', 1, 1), (7, 'c', 's', 1, 1)");
    sites.spoke.run("insert into \"item\" values (6, 'c', 'c', 1, 1)");
    sites.settle();
    assertThat(sites.hub.ask(WAITING + " where kind = 'PARKED'"))
        .as("the other value is taken as well")
        .hasSize(1);
    assertThat(sites.hub.ask(ITEMS)).hasSize(5);
    assertThat(sites.spoke.ask(ITEMS)).contains("6 c c 1");
  }

  @Test
  void a_row_of_which_the_key_and_a_unique_value_are_taken_gets_others_of_both()
      throws SQLException {
    open(BOTH);
    sites.hub.run("insert into \"item\" values (1, 'a', 'h', 12, 1)");
    sites.spoke.run("insert into \"item\" values (1, 'a', 's', 15, 2)");
    sites.spoke.run("insert into \"piece\" values (7, 1, 3)");
    sites.toHub();
    sites.spoke.run("update \"item\" set \"price\" = 16 where \"id\" = 1");
    sites.settle();
    everywhere("1 a h 12", "1001 a-c1 s 16");
    assertThat(sites.hub.ask(PIECES)).containsExactly("7 of 1001");
  }

  @Test
  void a_row_goes_in_as_it_is_when_its_own_value_becomes_free_before_the_other()
      throws SQLException {
    open(BOTH);
    sites.hub.run("insert into \"item\" values (1, 'a', 'h', 1, 1), (2, 'a-c1', 'k', 1, 1)");
    sites.toSpoke();
    sites.toHub(List.of(new Item.Change(sites.item(), null, Row.of("3", "a", "s", "1", "1"))));
    atHub("1 a h 1", "2 a-c1 k 1");
    Row before = Row.of("1", "a", "h", "1", "1");
    sites.toHub(List.of(new Item.Change(sites.item(), before, before.with(1, "z"))));
    atHub("1 z h 1", "2 a-c1 k 1", "3 a s 1");
  }

  @Test
  void what_a_person_says_of_a_value_that_was_taken_deletes_nothing() throws SQLException {
    open(BOTH);
    sites.hub.run("insert into \"item\" values (1, 'a', 'h', 12, 1)");
    sites.spoke.run("insert into \"item\" values (2, 'a', 's', 15, 2)");
    sites.settle();
    decide(Resolution.ours());
    everywhere("1 a h 12", "2 a-c1 s 15");
    assertThatThrownBy(() -> decide(Resolution.theirs())).hasMessageContaining("unique key taken");
    sites.hub.run("update \"item\" set \"code\" = 'b' where \"id\" = 1");
    decide(Resolution.theirs());
    everywhere("1 b h 12", "2 a s 15");
  }

  private void decide(Resolution resolution) {
    try (ApplyTransaction tx = sites.hub.begin()) {
      resolution.apply(tx, sites.conflicts.get(0));
    }
    sites.settle();
  }

  @Test
  void a_rule_is_asked_of_the_value_that_a_row_gets_in_place_of_its_own() throws SQLException {
    open(BOTH + "  must: [{hold: \"${row[code]} != 'a-c1'\", message: m}]");
    sites.hub.run("insert into \"item\" values (1, 'a', 'h', 12, 1)");
    sites.spoke.run("insert into \"item\" values (2, 'a', 's', 15, 2)");
    sites.toHub();
    atHub("1 a h 12");
    assertThat(sites.hub.ask(WAITING)).singleElement().asString().endsWith("(version 1): m");
  }

  /**
   * @param lookups how often each row is looked for, as it was and as it became
   */
  private List<String> afterAThousand(int lookups, IntFunction<Row> each) throws SQLException {
    return afterAThousandOf("item", lookups, each);
  }

  private List<String> afterAThousandOf(String table, int lookups, IntFunction<Row> each)
      throws SQLException {
    Table inserted = sites.hub.schema.table(table);
    List<Item> items =
        IntStream.rangeClosed(1, ROWS)
            .mapToObj(i -> (Item) new Item.Change(inserted, null, each.apply(i)))
            .toList();
    long before = sites.statements.sent();
    sites.toHub(items);
    assertThat(sites.statements.sent() - before)
        .as("statements")
        .isLessThanOrEqualTo(150 + (looksRowByRow() ? lookups * ROWS : 0));
    return sites.hub.ask("select kind || count(*) from bactrian_wait group by kind");
  }

  private static Row item(int id, String code, int price) {
    return Row.of("" + id, code, "s" + id, "" + price, "1");
  }

  private void hubHasThem() throws SQLException {
    StringBuilder rows = new StringBuilder();
    IntStream.rangeClosed(1, ROWS)
        .forEach(i -> rows.append(", (%d, 'h%d', 'l%d', 1, 1)".formatted(i, i, i)));
    sites.hub.run("insert into \"item\" values " + rows.substring(2));
  }

  @Test
  void a_thousand_rows_that_break_a_rule_are_found_together() throws SQLException {
    open(DEAR);
    assertThat(afterAThousand(2, i -> item(i, "c" + i, 99))).containsExactly("PARKED1000");
    open(DEAR, "price");
    assertThat(afterAThousand(5, i -> item(i, "c" + i, 1))).containsExactly("PARKED1000");
  }

  @Test
  void a_thousand_rows_are_kept_beside_others_together() throws SQLException {
    open(BOTH);
    hubHasThem();
    assertThat(afterAThousand(5, i -> item(i, "c" + i, 1))).containsExactly("KEPT_APART1000");
    assertThat(sites.hub.ask("select count(*) from \"item\"")).containsExactly("2000");
    assertThat(afterAThousandOf("piece", 5, i -> Row.of("" + i, "" + i, "1")))
        .as("until the spoke knows")
        .containsExactly("KEPT_APART1000");
    assertThat(sites.hub.ask("select count(*) from \"piece\" where \"item\" > 1000"))
        .containsExactly("1000");
  }

  @Test
  void a_thousand_rows_get_other_unique_values_together() throws SQLException {
    open(BOTH);
    hubHasThem();
    assertThat(afterAThousand(11, i -> Row.of("" + (9_000 + i), "h" + i, "l" + i, "1", "1")))
        .isEmpty();
    assertThat(sites.hub.ask("select count(*) from \"item\" where \"code\" like 'h%-c1'"))
        .containsExactly("1000");
  }
}
