package io.bactrian.convergence;

import static io.bactrian.convergence.Shops.ITEM;
import static io.bactrian.convergence.Shops.LINE;
import static org.assertj.core.api.Assertions.assertThat;

import io.bactrian.conflict.Kind;
import org.junit.jupiter.api.Test;

/**
 * Rows that a spoke and the hub, or another spoke, made each for itself, under one key or value.
 */
class KeepBothTest {
  private final Shops shops =
      new Shops(
          """
          item:
            on:
              insert-insert: {keep-both: {id: "${theirs[id]}-${spoke}"}}
              unique-key-taken: {keep-both: {code: "${theirs[code]} (${spoke})"}}
          """);

  private void everywhere(String... rows) {
    assertThat(shops.rows(ITEM).values())
        .allSatisfy(there -> assertThat(there).containsExactly(rows));
  }

  @Test
  void a_row_that_both_inserted_stands_twice_everywhere() {
    shops.write(shops.hub, ITEM, "1,a,12,1,hub,2026-01-01,*");
    shops.write(shops.sender(), ITEM, "1,b,15,2,shop,2026-01-01,*");
    shops.settle();
    everywhere("1,a,12,1,hub,2026-01-01,*", "1-c0,b,15,2,shop,2026-01-01,*");
    assertThat(shops.conflicts()).singleElement();
    assertThat(shops.conflicts().get(0).conflict().kind()).isEqualTo(Kind.INSERT_INSERT);
    assertThat(shops.conflicts().get(0).decision().rule()).isEqualTo("keep-both");
    assertThat(shops.conflicts().get(0).decision().open()).isFalse();
  }

  @Test
  void what_refers_to_the_row_and_what_is_changed_of_it_follows() {
    shops.write(shops.hub, ITEM, "1,a,12,1,hub,2026-01-01,*");
    shops.write(shops.sender(), ITEM, "1,b,15,2,shop,2026-01-01,*", LINE, "7,1,3", LINE, "8,1,4");
    shops.set(shops.sender(), ITEM, "1", "price=16");
    shops.settle();
    everywhere("1,a,12,1,hub,2026-01-01,*", "1-c0,b,16,2,shop,2026-01-01,*");
    assertThat(shops.rows(LINE).values())
        .allSatisfy(there -> assertThat(there).containsExactly("7,1-c0,3", "8,1-c0,4"));
  }

  @Test
  void what_the_spoke_says_of_it_later_without_knowing_follows_as_well() {
    shops.write(shops.hub, ITEM, "1,a,12,1,hub,2026-01-01,*");
    shops.write(shops.sender(), ITEM, "1,b,15,2,shop,2026-01-01,*");
    shops.toHub(0);
    shops.set(shops.sender(), ITEM, "1", "price=16");
    shops.write(shops.sender(), LINE, "7,1,3");
    shops.toHub(0);
    shops.settle();
    everywhere("1,a,12,1,hub,2026-01-01,*", "1-c0,b,16,2,shop,2026-01-01,*");
    assertThat(shops.rows(LINE).get("c0")).containsExactly("7,1-c0,3");
    shops.set(shops.sender(), ITEM, "1", "price=13");
    shops.settle();
    everywhere("1,a,13,1,hub,2026-01-01,*", "1-c0,b,16,2,shop,2026-01-01,*");
  }

  @Test
  void a_row_that_it_deletes_again_does_not_take_the_hub_s_along() {
    shops.write(shops.hub, ITEM, "1,a,12,1,hub,2026-01-01,*");
    shops.write(shops.sender(), ITEM, "1,b,15,2,shop,2026-01-01,*");
    shops.pack();
    shops.write(shops.sender(), ITEM, "1");
    shops.settle();
    everywhere("1,a,12,1,hub,2026-01-01,*");
  }

  @Test
  void a_row_of_another_spoke_that_it_may_not_see_is_kept_as_well() {
    shops.write(shops.shops.get(1), ITEM, "1,a,12,1,other,2026-01-01,c1");
    shops.toHub(1);
    shops.write(shops.sender(), ITEM, "1,b,15,2,shop,2026-01-01,c0");
    shops.settle();
    assertThat(shops.rows(ITEM))
        .hasToString(
            "{hq=[1,a,12,1,other,2026-01-01,c1, 1-c0,b,15,2,shop,2026-01-01,c0],"
                + " c0=[1-c0,b,15,2,shop,2026-01-01,c0], c1=[1,a,12,1,other,2026-01-01,c1]}");
  }

  @Test
  void the_same_row_is_no_conflict() {
    shops.write(shops.hub, ITEM, "1,a,12,1,n,2026-01-01,*");
    shops.write(shops.sender(), ITEM, "1,a,12,1,n,2026-01-01,*");
    shops.settle();
    everywhere("1,a,12,1,n,2026-01-01,*");
    assertThat(shops.conflicts()).isEmpty();
  }

  @Test
  void where_the_new_key_is_taken_too_the_change_is_parked_and_nothing_is_deleted() {
    shops.write(shops.hub, ITEM, "1,a,12,1,hub,2026-01-01,*", ITEM, "1-c0,c,3,1,n,2026-01-01,*");
    shops.write(shops.sender(), ITEM, "1,b,15,2,shop,2026-01-01,*");
    shops.settle();
    assertThat(shops.rows(ITEM).get("hq")).hasSize(2);
    assertThat(shops.hub.waits).hasSize(1);
    shops.write(shops.hub, ITEM, "1-c0");
    shops.settle();
    everywhere("1,a,12,1,hub,2026-01-01,*", "1-c0,b,15,2,shop,2026-01-01,*");
  }

  @Test
  void a_unique_value_that_is_taken_is_replaced() {
    shops.write(shops.hub, ITEM, "1,a,12,1,hub,2026-01-01,*");
    shops.write(shops.sender(), ITEM, "2,a,15,2,shop,2026-01-01,*", LINE, "7,2,3");
    shops.set(shops.sender(), ITEM, "2", "price=16");
    shops.settle();
    everywhere("1,a,12,1,hub,2026-01-01,*", "2,a (c0),16,2,shop,2026-01-01,*");
    assertThat(shops.hub.waits).isEmpty();
    assertThat(shops.conflicts().get(0).conflict().kind()).isEqualTo(Kind.UNIQUE_KEY_TAKEN);
  }

  @Test
  void an_update_to_a_value_that_is_taken_gets_another_too() {
    shops.write(shops.hub, ITEM, "2,b,15,2,n,2026-01-01,*");
    shops.settle();
    shops.write(shops.hub, ITEM, "1,a,12,1,hub,2026-01-01,*");
    shops.set(shops.sender(), ITEM, "2", "code=a");
    shops.settle();
    everywhere("1,a,12,1,hub,2026-01-01,*", "2,a (c0),15,2,n,2026-01-01,*");
  }

  @Test
  void values_that_rows_exchange_are_not_replaced() {
    shops.write(shops.hub, ITEM, "1,a,12,1,n,2026-01-01,*", ITEM, "2,b,15,2,n,2026-01-01,*");
    shops.settle();
    shops.write(shops.sender(), ITEM, "3,b,1,1,n,2026-01-01,*".replace("3,b", "3,x"));
    shops.set(shops.sender(), ITEM, "2", "code=y");
    shops.set(shops.sender(), ITEM, "1", "code=b");
    shops.set(shops.sender(), ITEM, "2", "code=a");
    shops.settle();
    everywhere("1,b,12,1,n,2026-01-01,*", "2,a,15,2,n,2026-01-01,*", "3,x,1,1,n,2026-01-01,*");
  }
}
