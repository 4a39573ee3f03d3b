package io.bactrian.apply;

import io.bactrian.problem.Problem;
import io.bactrian.problem.ProblemException;

/**
 * A changeset would leave more behind here than one partner may: nothing of it is applied, until
 * there is room. Holds no row value, and nothing that differs from try to try.
 */
public final class LimitReachedException extends ProblemException {
  private static final long serialVersionUID = 1;

  private LimitReachedException(Problem problem) {
    super(problem);
  }

  static LimitReachedException parked(Bounds bounds) {
    return new LimitReachedException(
        Problem.of(
                "it would park more than one spoke may leave waiting here (limit.parked-changes = %d, limit.parked-size = %d B).",
                bounds.parkedChanges(), bounds.parkedSize())
            .follows("The stream waits; nothing is lost.")
            .toDo(
                "Settle what is parked (`bactrian conflicts list`) or remove what stands in its way, and it goes on by itself; or raise the limit and start the site again."));
  }

  static LimitReachedException parkedOfOneRow(String table) {
    return new LimitReachedException(
        Problem.of(
                "of one row of `%s` it would park more than %d MiB of changes, which are tried together.",
                table, Bounds.OF_A_ROW >> 20)
            .follows("The stream waits; nothing is lost.")
            .toDo(
                "Settle that row (`bactrian conflicts list`) or remove what stands in its way, and it goes on by itself."));
  }

  static LimitReachedException conflicts(Bounds bounds) {
    return new LimitReachedException(
        Problem.of(
                "it would leave more conflict records than one spoke may (limit.conflicts = %d, limit.conflict-size = %d B).",
                bounds.conflicts(), bounds.conflictSize())
            .follows("The stream waits; nothing is lost.")
            .toDo(
                "See with `bactrian conflicts list --all` why there are so many; `bactrian conflicts purge` removes decided ones that are not needed any more, and it goes on by itself; or raise the limit and start the site again."));
  }

  static LimitReachedException open(Bounds bounds) {
    return new LimitReachedException(
        Problem.of(
                "it would ask people more than one spoke may (limit.open-conflicts = %d conflicts that wait for a decision).",
                bounds.openConflicts())
            .follows("The stream waits; nothing is lost.")
            .toDo(
                "Decide them (`bactrian conflicts list`), and it goes on by itself; or raise the limit and start the site again."));
  }
}
