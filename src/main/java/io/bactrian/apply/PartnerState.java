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
 * @param comparison how its rows compare with ours; null when that was not asked for
 */
public record PartnerState(
    String partner,
    LoadProgress load,
    What request,
    LoadStarts begun,
    ConflictCounts records,
    RowComparison comparison) {

  /** The state of a new partner. */
  public static PartnerState none(String partner) {
    return new PartnerState(partner, null, null, LoadStarts.NONE, ConflictCounts.NONE, null);
  }

  /** Returns this state with another current load; null for none. */
  public PartnerState with(LoadProgress now) {
    return new PartnerState(partner, now, request, begun, records, comparison);
  }

  /** Returns this state with another pending request; null for none. */
  public PartnerState with(What now) {
    return new PartnerState(partner, load, now, begun, records, comparison);
  }

  PartnerState with(LoadStarts now) {
    return new PartnerState(partner, load, request, now, records, comparison);
  }

  PartnerState with(ConflictCounts now) {
    return new PartnerState(partner, load, request, begun, now, comparison);
  }

  /** Returns this state with another comparison; null for none. */
  public PartnerState with(RowComparison now) {
    return new PartnerState(partner, load, request, begun, records, now);
  }

  public PartnerState withoutLoad() {
    return with((LoadProgress) null);
  }

  public PartnerState withoutRequest() {
    return with((What) null);
  }
}
