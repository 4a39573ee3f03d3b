package io.bactrian.convergence;

import static io.bactrian.convergence.Shops.ITEM;
import static io.bactrian.convergence.Shops.LINE;

import java.util.List;
import java.util.function.Consumer;

/**
 * What hub and sender do to the same row, neither knowing of the other: each once, and then each
 * once more.
 *
 * @param start rows that all have in the beginning
 * @param hub what the hub's people write, first and then
 * @param sender what the sender's people write, first and then
 */
record Meeting(Consumer<Shops> start, List<Consumer<Shops>> hub, List<Consumer<Shops>> sender) {

  /** Which changes meet when. */
  enum Order {
    /**
     * The hub's change reaches the sender, which has changed the row already, before its own
     * leaves.
     */
    HUB_FIRST,
    /** The sender's changeset is under way when the hub's people write. */
    SPOKE_FIRST,
    /** Both have changed the row once more when the first of these changes arrive. */
    BOTH_MOVED_ON
  }

  private static final String FIRST = "1,a,10,10,n,2026-01-01,*";
  private static final String HERE = "price=12,stock=12,notes=n h,changed=2026-01-03";
  private static final String HERE_THEN = "price=13,stock=14,notes=n h h,changed=2026-01-06";
  private static final String THERE = "price=15,stock=13,notes=n s,changed=2026-01-04";
  private static final String THERE_THEN = "price=16,stock=16,notes=n s s,changed=2026-01-05";

  void run(Shops shops, Order order) {
    start.accept(shops);
    shops.settle();
    if (order == Order.HUB_FIRST) {
      hub.get(0).accept(shops);
      sender.get(0).accept(shops);
      shops.toShop(0);
    } else {
      sender.get(0).accept(shops);
      shops.pack();
      hub.get(0).accept(shops);
      if (order == Order.BOTH_MOVED_ON) {
        hub.get(1).accept(shops);
        sender.get(1).accept(shops);
      }
      shops.toHub(0);
    }
    shops.settle();
  }

  static Meeting of(String kind) {
    return switch (kind) {
      case "update/update" -> meeting(here(HERE), here(HERE_THEN), there(THERE), there(THERE_THEN));
      case "insert/insert" ->
          new Meeting(
              shops -> {},
              List.of(hub("1,h,12,12,h,2026-01-03,*"), here(HERE_THEN)),
              List.of(sender("1,s,15,13,s,2026-01-04,*"), there(THERE_THEN)));
      case "update/delete" ->
          meeting(here(HERE), here(HERE_THEN), sender("1"), sender("1,s,16,16,s,2026-01-05,*"));
      case "delete/update" ->
          meeting(hub("1"), hub("1,h,13,14,h,2026-01-06,*"), there(THERE), there(THERE_THEN));
      case "delete/delete" ->
          meeting(
              hub("1"),
              hub("1,h,13,14,h,2026-01-06,*"),
              sender("1"),
              sender("1,s,16,16,s,2026-01-05,*"));
      case "unique key taken" ->
          meeting(
              hub("2,x,12,12,h,2026-01-03,*"),
              shops -> shops.set(shops.hub, ITEM, "2", "code=y"),
              sender("3,x,15,13,s,2026-01-04,*"),
              shops -> shops.set(shops.sender(), ITEM, "3", "price=16"));
      case "parent missing" ->
          meeting(
              hub("2,x,12,12,h,2026-01-03,*"),
              shops -> shops.set(shops.hub, ITEM, "2", "code=y"),
              shops -> shops.write(shops.sender(), ITEM, "3,x,15,13,s,2026-01-04,*", LINE, "7,3,1"),
              shops -> shops.set(shops.sender(), LINE, "7", "quantity=2"));
      case "parent deleted" ->
          meeting(
              hub("1"),
              hub(FIRST),
              shops -> shops.write(shops.sender(), LINE, "7,1,1"),
              shops -> shops.set(shops.sender(), LINE, "7", "quantity=2"));
      case "rule violated" ->
          meeting(here("stock=12"), here("stock=14"), there("price=15"), there("price=13"));
      case "late edit" ->
          meeting(here("owner=c1"), here("owner=*"), there("price=15"), there("price=16"));
      case "not yours" ->
          meeting(here("price=12"), here("price=13"), there("own=c1"), there("price=16"));
      default -> throw new IllegalArgumentException("no such kind: " + kind);
    };
  }

  private static Meeting meeting(
      Consumer<Shops> hub, Consumer<Shops> then, Consumer<Shops> sender, Consumer<Shops> last) {
    return new Meeting(hub(FIRST), List.of(hub, then), List.of(sender, last));
  }

  private static Consumer<Shops> here(String columns) {
    return shops -> shops.set(shops.hub, ITEM, "1", columns);
  }

  private static Consumer<Shops> there(String columns) {
    return shops -> shops.set(shops.sender(), ITEM, "1", columns);
  }

  private static Consumer<Shops> hub(String row) {
    return shops -> shops.write(shops.hub, ITEM, row);
  }

  private static Consumer<Shops> sender(String row) {
    return shops -> shops.write(shops.sender(), ITEM, row);
  }
}
