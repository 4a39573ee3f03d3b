package io.bactrian.apply;

import io.bactrian.changeset.Item;
import io.bactrian.changeset.Item.Request.What;
import io.bactrian.changeset.MalformedChangesetException;

/** Collects a spoke's requests for rows in one changeset into one load. For one transaction. */
final class RequestedLoads {
  private LoadProgress load;
  private boolean answersOurRequest;
  private boolean restarts;

  /**
   * Adds a request; a spoke can only ask for a load of all tables.
   *
   * @throws MalformedChangesetException when it asks for anything else
   */
  void add(String spoke, Item.Request request) {
    if (!request.tables().isEmpty()) {
      throw MalformedChangesetException.notForASpoke("a request for single tables");
    }
    if (request.what() != What.LOAD) {
      throw MalformedChangesetException.notForASpoke("a request to " + request.what());
    }
    // only the spoke itself asks for a restart
    answersOurRequest |= !request.restart();
    restarts |= request.restart();
    LoadProgress more =
        LoadProgress.begin(spoke, What.LOAD, request.restart(), request.number())
            .requestedByPartner();
    load = load == null ? more : load.joined(more);
  }

  /** Saves the load; the loader starts to send rows once this transaction has committed. */
  void save(ApplyTransaction tx, String spoke) {
    boolean awaited = answersOurRequest && !restarts && ourLoadWaits(tx, spoke);
    if (answersOurRequest) {
      PendingRequest.answered(tx, spoke);
    }
    if (load != null && !awaited) {
      LoadProgress.ask(tx, load);
    }
  }

  /** Whether a load of ours begins once the spoke has sent its rows, so that none has to follow. */
  private static boolean ourLoadWaits(ApplyTransaction tx, String spoke) {
    return PendingRequest.waits(tx, spoke)
        && LoadProgress.of(tx, spoke)
            .filter(now -> now.granted() && now.what() == What.LOAD && now.table() == null)
            .isPresent();
  }
}
