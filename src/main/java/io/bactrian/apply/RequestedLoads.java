package io.bactrian.apply;

import io.bactrian.changeset.Item;
import io.bactrian.changeset.Item.Request.What;

/** Collects a spoke's requests for rows in one changeset into one load. For one transaction. */
final class RequestedLoads {
  private LoadProgress wanted;
  private boolean told;

  /** Adds a request; a spoke can only ask for a load. */
  void add(String spoke, Item.Request request) {
    told |= !request.restart(); // it answers our request; with a restart it is the spoke's own
    LoadProgress more =
        LoadProgress.begin(spoke, What.LOAD, request.restart(), request.number())
            .requestedByPartner();
    wanted = wanted == null ? more : wanted.joined(more);
  }

  /** Saves the load; the loader starts to send rows once this transaction has committed. */
  void note(ApplyTransaction tx, String spoke) {
    if (told) {
      PendingRequest.over(tx, spoke);
    }
    if (wanted != null) {
      LoadProgress.ask(tx, wanted);
    }
  }
}
