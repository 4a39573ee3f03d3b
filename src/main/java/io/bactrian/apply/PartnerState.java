package io.bactrian.apply;

import io.bactrian.changeset.Item.Request.What;

/**
 * The state of a partner apart from how far its stream is applied: columns of {@code
 * bactrian_stream}, changed under the lock on the stream's row. Immutable.
 *
 * @param load the current load to this partner; null for none
 * @param request the pending request, which the partner has not answered yet; null for none
 * @param begun when the loads started that it asked for by itself
 * @param records counts of the conflict records that it has caused
 */
public record PartnerState(
    String partner, LoadProgress load, What request, LoadStarts begun, ConflictCounts records) {

  /** The state of a new partner. */
  public static PartnerState none(String partner) {
    return new PartnerState(partner, null, null, LoadStarts.NONE, ConflictCounts.NONE);
  }

  /** Returns this state with another current load; null for none. */
  public PartnerState with(LoadProgress now) {
    return new PartnerState(partner, now, request, begun, records);
  }

  /** Returns this state with another pending request; null for none. */
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
