package io.bactrian.convergence;

import io.bactrian.apply.Wait;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The hub's notes about rows that it keeps under other keys than their spoke gave. Once a spoke has
 * learned of the new key, its next change makes the hub forget: left behind, a note would turn what
 * the spoke says of another row into a change of the kept one.
 */
final class KeptNotes {
  private final History history;
  private Set<Wait> before;

  KeptNotes(History history) {
    this.history = history;
  }

  /**
   * To be called when the sites are in step.
   *
   * @return whether there are such notes, for the first time, so that spokes have written again
   */
  boolean remind() {
    if (before != null) {
      return false;
    }
    before = now(); // a liar may say for ever that it knows nothing
    before.removeIf(wait -> wait.stream().equals(history.world.liar()));
    for (SimulatedSite spoke : history.spokes) {
      if (before.stream().anyMatch(wait -> wait.stream().equals(spoke.id()))) {
        history.tell(() -> spoke.id() + " has learned of new keys and writes again");
        int captured = spoke.database.outbox.size();
        for (int i = 0; i < 5; i++) {
          history.people.write(spoke.database, "");
        }
        if (spoke.database.outbox.size() == captured) { // the database took none of it
          before.removeIf(wait -> wait.stream().equals(spoke.id()));
        }
      }
    }
    return !before.isEmpty();
  }

  private Set<Wait> now() {
    Set<Wait> notes = new HashSet<>(history.hub.database.waits);
    notes.removeIf(wait -> wait.kind() != Wait.Kind.KEPT_APART);
    return notes;
  }

  /** Notes that are older than what the spokes have written since. */
  List<String> left() {
    Set<Wait> left = now();
    left.retainAll(before == null ? Set.of() : before);
    return left.stream()
        .map(wait -> "the hub has not forgotten the new key of " + wait.table() + wait.key())
        .toList();
  }
}
