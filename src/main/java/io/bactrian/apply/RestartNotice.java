package io.bactrian.apply;

import io.bactrian.changeset.Header;
import io.bactrian.changeset.Item;
import java.util.ArrayList;
import java.util.List;

/**
 * What a hub says first when its stream to a spoke restarts, without answers that the spoke may not
 * have read: which changes still wait, and that all others are judged. So what the spoke has
 * pending or awaits does not keep it from taking the rows that follow.
 */
public final class RestartNotice {
  private RestartNotice() {}

  /** As part of the transaction with which the stream restarts, before any rows. */
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
