package io.bactrian.apply;

import io.bactrian.changeset.Item.Request.What;

/**
 * What goes on with a partner beside how far its stream is applied: columns of {@code
 * bactrian_stream}, changed under the lock on the stream's row. Immutable.
 *
 * @param load under way with this partner; null for none
 * @param request what the partner was asked for and has not sent yet; null for nothing
 * @param begun when the loads began that it asked for by itself
 * @param records conflict records that it has caused
 */
public record PartnerState(
    String partner, LoadProgress load, What request, LoadStarts begun, ConflictCounts records) {

  /** As it is before anything happened. */
  public static PartnerState none(String partner) {
    return new PartnerState(partner, null, null, LoadStarts.NONE, ConflictCounts.NONE);
  }

  /** The same with this load under way; null for none. */
  public PartnerState with(LoadProgress now) {
    return new PartnerState(partner, now, request, begun, records);
  }

  /** The same with this request pending; null for none. */
  public PartnerState with(What now) {
    return new PartnerState(partner, load, now, begun, records);
  }

  PartnerState with(LoadStarts now) {
    return new PartnerState(partner, load, request, now, records);
  }

  PartnerState with(ConflictCounts now) {
    return new PartnerState(partner, load, request, begun, now);
  }

  public PartnerState withoutLoad() {
    return with((LoadProgress) null);
  }

  public PartnerState withoutRequest() {
    return with((What) null);
  }
}
