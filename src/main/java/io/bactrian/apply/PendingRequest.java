package io.bactrian.apply;

import io.bactrian.changeset.Item;
import io.bactrian.changeset.Item.Request.What;
import java.util.List;

/**
 * The pending request: what a partner was asked for when this site was recovered, kept in {@link
 * PartnerState} until it is answered. Should our stream restart before the partner has read it, it
 * is sent again.
 */
public final class PendingRequest {
  private PendingRequest() {}

  /** Asks, in place of what was asked before. */
  public static void ask(ApplyTransaction tx, String partner, Item.Request request) {
    tx.savePartner(tx.partner(partner).with(request.what()));
    append(tx, partner, request);
  }

  /**
   * Our stream restarts without what the partner may not have read: the pending request is sent
   * again. The partner goes on after what we have applied of its stream by now; else two that ask
   * each other would never come to an end.
   */
  public static void again(ApplyTransaction tx, String partner) {
    What what = tx.partner(partner).request();
    if (what != null) {
      append(tx, partner, new Item.Request(what, true, tx.lockStream(partner).number()));
    }
  }

  /** Whether the partner is yet to send its rows: ours might overwrite newer ones there. */
  public static boolean waits(ApplyTransaction tx, String partner) {
    return tx.partner(partner).request() != null;
  }

  /** The partner has sent its rows. */
  static void over(ApplyTransaction tx, String partner) {
    PartnerState now = tx.partner(partner);
    if (now.request() != null) {
      tx.savePartner(now.withoutRequest());
    }
  }

  private static void append(ApplyTransaction tx, String partner, Item.Request request) {
    tx.append(List.of(new OutboxRecord.RequestFor(partner, request)));
  }
}
