package io.bactrian.apply;

import io.bactrian.changeset.Item;
import io.bactrian.changeset.Item.Request.What;
import java.util.List;

/**
 * The pending request: what this site asked a partner for when it was recovered, or before a load.
 * Kept in {@link PartnerState} until it is answered. If our stream restarts before the partner has
 * read it, it is sent again.
 */
public final class PendingRequest {
  private PendingRequest() {}

  /** Sends a request, which replaces an earlier one. */
  public static void ask(ApplyTransaction tx, String partner, Item.Request request) {
    tx.savePartner(tx.partner(partner).with(request.what()));
    append(tx, partner, request);
  }

  /**
   * Sends the pending request again, when our stream restarts and the partner may not have read it.
   * It names what we have applied of the partner's stream by now; otherwise two sites that ask each
   * other would never finish.
   */
  public static void again(ApplyTransaction tx, String partner) {
    What what = tx.partner(partner).request();
    if (what != null) {
      append(tx, partner, new Item.Request(what, true, tx.lockStream(partner).number()));
    }
  }

  /**
   * Whether a request is pending. Until the partner has sent its rows, ours might overwrite newer
   * ones there.
   */
  public static boolean waits(ApplyTransaction tx, String partner) {
    return tx.partner(partner).request() != null;
  }

  /** Removes the pending request: the partner has sent its rows. */
  static void answered(ApplyTransaction tx, String partner) {
    PartnerState now = tx.partner(partner);
    if (now.request() != null) {
      tx.savePartner(now.withoutRequest());
    }
  }

  private static void append(ApplyTransaction tx, String partner, Item.Request request) {
    tx.append(List.of(new OutboxRecord.RequestFor(partner, request)));
  }
}
