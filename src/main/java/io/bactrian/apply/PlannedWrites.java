package io.bactrian.apply;

import io.bactrian.changeset.Item;
import io.bactrian.changeset.Operation;
import io.bactrian.changeset.RowId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The writes of one attempt at the hub, each with the change that caused it. For one thread. */
final class PlannedWrites {
  private final Map<Write, Integer> causes = new HashMap<>();
  private final Map<RowId, List<Write>> updates = new HashMap<>();

  final List<Write> all = new ArrayList<>();

  /** What the writes change, in the same order. */
  final List<Item.Change> effects = new ArrayList<>();

  /**
   * @param cause index of the change
   * @param bound whether the spoke may not move the row out of its view
   */
  void add(Write write, Item.Change effect, int cause, boolean bound) {
    all.add(write);
    effects.add(effect);
    causes.putIfAbsent(write, cause);
    if (bound && write.operation() == Operation.UPDATE && !write.movesKey()) {
      updates.computeIfAbsent(write.id(), row -> new ArrayList<>(1)).add(write);
    }
  }

  /** Index of the change that caused this write. */
  int cause(Write write) {
    return causes.get(write);
  }

  /**
   * Leaves out updates of a row that is deleted next: where the database moves a row out of the
   * spoke's view as it is updated, its deletion would be none of the spoke's, and after it nobody
   * sees where the row was.
   *
   * @return whether one of them has to be sent to the spoke, so that the deletion has to be
   */
  boolean supersede(RowId row) {
    List<Write> superseded = updates.remove(row);
    if (superseded == null) {
      return false;
    }
    for (int i = all.size() - 1; i >= 0; i--) {
      Write write = all.get(i);
      if (superseded.stream().anyMatch(update -> update == write)) {
        all.remove(i);
        effects.remove(i);
      }
    }
    return superseded.stream().anyMatch(update -> update.origin() == null);
  }
}
