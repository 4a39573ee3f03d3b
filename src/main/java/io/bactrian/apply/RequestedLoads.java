package io.bactrian.apply;

import io.bactrian.changeset.Item;
import io.bactrian.changeset.Item.Request.What;

/**
 * The rows that a spoke asks for in one changeset: however often it does, that is once. For one
 * transaction.
 */
final class RequestedLoads {
  private LoadProgress wanted;
  private boolean told;

  /** A spoke asks for a load; there is nothing else that it could. */
  void add(String spoke, Item.Request request) {
    told |= !request.restart(); // else it is what the spoke wants for itself
    LoadProgress more =
        LoadProgress.begin(spoke, What.LOAD, request.restart(), request.number())
            .requestedByPartner();
    wanted = wanted == null ? more : wanted.joined(more);
  }

  /** Notes them: the loader sends the rows, beginning when this has committed. */
  void note(ApplyTransaction tx, String spoke) {
    if (told) {
      PendingRequest.over(tx, spoke);
    }
    if (wanted != null) {
      LoadProgress.ask(tx, wanted);
    }
  }
}
