package io.bactrian.apply;

import io.bactrian.changeset.Item;
import io.bactrian.changeset.Item.Request.What;

/**
 * The rows that a spoke asks for in one changeset: however often it does, that is once. For one
 * transaction.
 */
final class Wishes {
  private Loading wanted;
  private boolean told;

  /** A spoke asks for a load; there is nothing else that it could. */
  void add(String spoke, Item.Request request) {
    told |= !request.anew(); // else it is what the spoke wants for itself
    Loading more = Loading.begin(spoke, What.LOAD, request.anew(), request.number()).wished();
    wanted = wanted == null ? more : wanted.joined(more);
  }

  /** Notes them: the loader sends the rows, beginning when this has committed. */
  void note(ApplyTransaction tx, String spoke) {
    if (told) {
      Asked.over(tx, spoke);
    }
    if (wanted != null) {
      Loading.ask(tx, wanted);
    }
  }
}
