package io.bactrian.convergence;

import static io.bactrian.convergence.Shops.ITEM;
import static org.assertj.core.api.Assertions.assertThat;

import io.bactrian.changeset.Key;
import org.junit.jupiter.api.Test;

/** What a rules file demands of rows that spokes change ({@code must}). */
class BusinessRuleTest {
  private static final String FIRST = "1,a,10,5,n,2026-01-01,*";

  private final Shops shops =
      new Shops(
          """
          item:
            must:
              - {hold: "${row[price]} <= 14", message: "a price above 14 needs head office"}
          """);

  private void begin() {
    shops.write(shops.hub, ITEM, FIRST);
    shops.settle();
  }

  @Test
  void a_change_that_breaks_it_is_parked_with_its_message_and_stays_at_its_spoke() {
    begin();
    shops.set(shops.sender(), ITEM, "1", "price=15,stock=9");
    shops.settle();
    assertThat(shops.hub.waits).singleElement();
    assertThat(shops.hub.waits.get(0).reason())
        .isEqualTo("a conflict rule forbids it (version 1): a price above 14 needs head office");
    assertThat(shops.rows(ITEM))
        .hasToString(
            "{hq=[1,a,10,5,n,2026-01-01,*], c0=[1,a,15,9,n,2026-01-01,*], c1=[1,a,10,5,n,2026-01-01,*]}");
  }

  @Test
  void it_is_asked_of_inserted_rows_too() {
    shops.write(shops.sender(), ITEM, "2,b,15,1,n,2026-01-01,*");
    shops.settle();
    assertThat(shops.hub.waits).hasSize(1);
    assertThat(shops.hub.rows).isEmpty();
  }

  @Test
  void a_parked_change_goes_in_with_the_one_that_mends_it() {
    begin();
    shops.set(shops.sender(), ITEM, "1", "price=15");
    shops.settle();
    shops.set(shops.sender(), ITEM, "1", "price=13");
    shops.settle();
    assertThat(shops.hub.waits).isEmpty();
    assertThat(shops.rows(ITEM).values())
        .allSatisfy(rows -> assertThat(rows).containsExactly("1,a,13,5,n,2026-01-01,*"));
  }

  @Test
  void only_the_last_of_a_row_s_parked_changes_counts() {
    begin();
    shops.set(shops.sender(), ITEM, "1", "price=15");
    shops.set(shops.sender(), ITEM, "1", "price=16");
    shops.settle();
    assertThat(shops.hub.waits).hasSize(2);
    shops.set(shops.sender(), ITEM, "1", "price=12");
    shops.settle();
    assertThat(shops.hub.waits).isEmpty();
  }

  @Test
  void the_hub_s_own_rows_are_not_judged_nor_what_leaves_them_alone() {
    shops.write(shops.hub, ITEM, "1,a,20,5,n,2026-01-01,*");
    shops.settle();
    shops.set(shops.sender(), ITEM, "1", "stock=9");
    shops.settle();
    assertThat(shops.hub.waits).isEmpty();
    assertThat(shops.rows(ITEM).get("c1")).containsExactly("1,a,20,9,n,2026-01-01,*");
  }

  @Test
  void the_row_counts_that_would_stand_after_the_merge() {
    begin();
    shops.set(shops.sender(), ITEM, "1", "price=15");
    shops.set(shops.hub, ITEM, "1", "price=12");
    shops.settle();
    assertThat(shops.hub.waits).isEmpty();
    assertThat(shops.rows(ITEM).get("c0")).containsExactly("1,a,12,5,n,2026-01-01,*");
  }

  @Test
  void values_that_the_database_fills_in_are_judged_once_they_are_there() {
    Shops filled =
        new Shops("item: {must: [{hold: \"${row[price]} <= 14\", message: m}]}", "price");
    filled.hub.rewrite = (table, row) -> row.with(2, row.get(1).equals("dear") ? "99" : "9");
    filled.write(filled.sender(), ITEM, "1,dear,,5,n,2026-01-01,*", ITEM, "2,b,,5,n,2026-01-01,*");
    filled.settle();
    assertThat(filled.rows(ITEM).get("hq")).containsExactly("2,b,9,5,n,2026-01-01,*");
    assertThat(filled.hub.waits).singleElement().matches(wait -> wait.key().equals(Key.of("1")));
  }
}
