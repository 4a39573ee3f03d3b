package io.bactrian.convergence;

import static io.bactrian.convergence.Shops.ITEM;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** An update that a shop holds, and whose row is edited there before it can be written. */
class HeldTest {
  private static final String RULES = "item: {rule: spoke}";
  private static final String EDITED = "1,Y,1,1,,2026-01-01,*";

  /** The hub's update waits at the shop for a code that another row there has. */
  private static Shops holding(Breakage broken) {
    Shops shops = new Shops(broken, RULES);
    shops.write(shops.hub, ITEM, "1,A,1,1,,2026-01-01,*", ITEM, "2,B,1,1,,2026-01-01,*");
    shops.settle();
    shops.set(shops.sender(), ITEM, "2", "code=Z");
    shops.set(shops.hub, ITEM, "1", "code=Z");
    shops.toShop(0);
    assertThat(shops.sender().waits).hasSize(1);
    return shops;
  }

  /** The hub accepts all of it as it is, so that it answers with a marker alone. */
  private static void editAndFreeTheCode(Shops shops) {
    shops.set(shops.sender(), ITEM, "1", "code=Y");
    shops.write(shops.sender(), ITEM, "2");
    shops.toHub(0);
    assertThat(shops.rows(ITEM).get("hq")).containsExactly(EDITED);
    shops.toShop(0);
  }

  @Test
  void it_gives_way_to_the_edit_that_the_hub_accepted() {
    Shops shops = holding(Breakage.NONE);
    editAndFreeTheCode(shops);
    shops.settle();
    assertThat(shops.sender().waits).isEmpty();
    assertThat(shops.rows(ITEM).values()).containsOnly(List.of(EDITED));
  }

  @Test
  void a_marker_that_does_not_retry_what_is_held_is_noticed() {
    Shops shops = holding(Breakage.MARKER_PASSES_HELD);
    editAndFreeTheCode(shops);
    shops.settle();
    assertThat(shops.rows(ITEM).get("c0")).isNotEqualTo(List.of(EDITED));
  }
}
