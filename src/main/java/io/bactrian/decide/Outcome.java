package io.bactrian.decide;

import java.util.List;

/**
 * What became of a set that a person decided. Immutable.
 *
 * @param decided how many are decided as the person said
 * @param stays those that were tried, and refused by the database: they stay as they are
 * @param movedOn those that are no longer what the person saw: nothing was done about them
 * @param gone those that somebody else has decided meanwhile
 * @param left those that were not tried any more, because it took too long
 */
public record Outcome(
    int decided,
    List<ListedQuestion> stays,
    List<ListedQuestion> movedOn,
    List<ListedQuestion> gone,
    List<ListedQuestion> left) {
  public Outcome {
    stays = List.copyOf(stays);
    movedOn = List.copyOf(movedOn);
    gone = List.copyOf(gone);
    left = List.copyOf(left);
  }

  /** Whether all are decided. */
  public boolean isWhole() {
    return stays.isEmpty() && movedOn.isEmpty() && gone.isEmpty() && left.isEmpty();
  }
}
