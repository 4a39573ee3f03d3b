package io.bactrian.apply;

/**
 * A changeset would leave more behind here than one partner may: nothing of it is applied, until
 * there is room. Holds no row value, and nothing that differs from try to try.
 */
public final class LimitReachedException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private LimitReachedException(String message) {
    super(message);
  }

  static LimitReachedException parked(Bounds bounds) {
    return new LimitReachedException(
        "it would park more than one spoke may leave waiting here (limit.parked-changes = %d, limit.parked-size = %d B). The stream waits; nothing is lost. Settle what is parked (`bactrian conflicts list`) or remove what stands in its way, and it goes on by itself; or raise the limit and start the site again."
            .formatted(bounds.parkedChanges(), bounds.parkedSize()));
  }

  static LimitReachedException parkedOfOneRow(String table) {
    return new LimitReachedException(
        "of one row of `%s` it would park more than %d MiB of changes, which are tried together. The stream waits; nothing is lost. Settle that row (`bactrian conflicts list`) or remove what stands in its way, and it goes on by itself."
            .formatted(table, Bounds.OF_A_ROW >> 20));
  }

  static LimitReachedException conflicts(Bounds bounds) {
    return new LimitReachedException(
        "it would leave more conflict records than one spoke may (limit.conflicts = %d, limit.conflict-size = %d B). The stream waits; nothing is lost. See with `bactrian conflicts list --all` why there are so many; `bactrian conflicts purge` removes decided ones that are not needed any more, and it goes on by itself; or raise the limit and start the site again."
            .formatted(bounds.conflicts(), bounds.conflictSize()));
  }

  static LimitReachedException open(Bounds bounds) {
    return new LimitReachedException(
        "it would ask people more than one spoke may (limit.open-conflicts = %d conflicts that wait for a decision). The stream waits; nothing is lost. Decide them (`bactrian conflicts list`), and it goes on by itself; or raise the limit and start the site again."
            .formatted(bounds.openConflicts()));
  }
}
