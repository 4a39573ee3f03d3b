package io.bactrian.apply;

import io.bactrian.changeset.Item;
import io.bactrian.changeset.Item.Request.What;

/** Collects a spoke's requests for rows in one changeset into one load. For one transaction. */
final class RequestedLoads {
  private LoadProgress load;
  private boolean answersOurRequest;

  /** Adds a request; a spoke can only ask for a load. */
  void add(String spoke, Item.Request request) {
    // only the spoke itself asks for a restart
    answersOurRequest |= !request.restart();
    LoadProgress more =
        LoadProgress.begin(spoke, What.LOAD, request.restart(), request.number())
            .requestedByPartner();
    load = load == null ? more : load.joined(more);
  }

  /** Saves the load; the loader starts to send rows once this transaction has committed. */
  void save(ApplyTransaction tx, String spoke) {
    if (answersOurRequest) {
      PendingRequest.answered(tx, spoke);
    }
    if (load != null) {
      LoadProgress.ask(tx, load);
    }
  }
}
