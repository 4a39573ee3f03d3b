package io.bactrian.apply;

import io.bactrian.changeset.Header;
import io.bactrian.changeset.Item;
import java.util.ArrayList;
import java.util.List;

/**
 * The first records that a hub sends when its stream to a spoke restarts, since the spoke may not
 * have read earlier answers. They list the spoke's changes that are still parked and mark all
 * others as decided, so that the spoke does not skip the rows that follow because of its own
 * pending or parked changes.
 */
public final class RestartNotice {
  private RestartNotice() {}

  /** Appends the records. Call it in the transaction that restarts the stream, before any rows. */
  public static void say(ApplyTransaction tx, String spoke) {
    StreamState state = tx.lockStream(spoke);
    if (state.number() > 0) {
      List<OutboxRecord> first = new ArrayList<>();
      long captured = tx.capturedThrough();
      tx.waiting(spoke, Wait.Kind.PARKED).stream()
          .map(waiting -> Verdicts.parked(spoke, waiting.row(), state.number(), captured))
          .forEach(first::add);
      Item.Marker marker = new Item.Marker(Header.incarnation(state.number()), state.number());
      first.add(new OutboxRecord.MarkerFor(spoke, marker));
      tx.append(first);
    }
    PendingRequest.again(tx, spoke);
  }
}
