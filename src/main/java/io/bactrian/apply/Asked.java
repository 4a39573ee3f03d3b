package io.bactrian.apply;

import io.bactrian.changeset.Item;
import io.bactrian.changeset.Item.Request.What;
import io.bactrian.changeset.Key;
import io.bactrian.changeset.RowText;
import java.util.List;

/**
 * What a partner was asked for when this site was recovered, kept in {@code bactrian_wait} until it
 * is answered: should our stream begin anew before the partner has read it, it is asked again.
 */
public final class Asked {
  private static final Key ONE = Key.of("ask");

  private Asked() {}

  /** Asks, in place of what was asked before. */
  public static void ask(ApplyTransaction tx, String partner, Item.Request request) {
    over(tx, partner);
    String what = RowText.print(request.what().name());
    tx.put(new Wait(partner, Wait.Kind.ASKED, "*", ONE, 0, 0, "asked for rows", what));
    append(tx, partner, request);
  }

  /**
   * Our stream begins anew without what the partner may not have read: it is said again. The
   * partner goes on after what we have applied of its stream by now; else two that ask each other
   * would never come to an end.
   */
  public static void again(ApplyTransaction tx, String partner) {
    for (Wait wait : of(tx, partner)) {
      What what = What.valueOf(RowText.parse(wait.payload())[0]);
      append(tx, partner, new Item.Request(what, true, tx.lockStream(partner).number()));
    }
  }

  /** Whether the partner is yet to tell its rows: ours might overwrite newer ones there. */
  public static boolean waits(ApplyTransaction tx, String partner) {
    return !of(tx, partner).isEmpty();
  }

  /** The partner has told its rows. */
  static void over(ApplyTransaction tx, String partner) {
    of(tx, partner).forEach(tx::remove);
  }

  private static List<Wait> of(ApplyTransaction tx, String partner) {
    return tx.waits(partner, Wait.Kind.ASKED);
  }

  private static void append(ApplyTransaction tx, String partner, Item.Request request) {
    tx.append(List.of(new OutboxRecord.RequestFor(partner, request)));
  }
}
