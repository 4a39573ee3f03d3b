package io.bactrian.apply;

import io.bactrian.changeset.Operation;
import io.bactrian.changeset.RowId;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Predicate;

/**
 * What a transaction of the hub's applier has done to our rows, as far as its verdicts depend on
 * it. For one thread.
 *
 * @param deleted rows that it deleted, which are therefore locked against inserts by others
 * @param unlocked rows that were absent and that it did not write, so that others may insert them
 * @param placed rows that it wrote and that must be in the spoke's view
 * @param unseen rows that it updated without a look at what the database made of them
 */
record TouchedRows(Set<RowId> deleted, Set<RowId> unlocked, Set<RowId> placed, Set<RowId> unseen) {

  TouchedRows() {
    this(new HashSet<>(), new HashSet<>(), new HashSet<>(), new HashSet<>());
  }

  void judged(Collection<RowId> rows, Predicate<RowId> found) {
    rows.stream().filter(id -> !found.test(id)).forEach(unlocked::add);
  }

  /**
   * @param bound whether the spoke may not move the row out of its view
   * @param seen whether the row was looked at after it was written
   */
  void wrote(Write write, boolean bound, boolean seen) {
    RowId id = write.id();
    unlocked.remove(id);
    if (write.movesKey()) {
      unlocked.remove(write.left());
      placed.remove(write.left());
      deleted.add(write.left());
    }
    if (write.operation() == Operation.DELETE) {
      deleted.add(id);
    }
    if (bound && write.operation() != Operation.DELETE) {
      placed.add(id);
    } else {
      placed.remove(id);
    }
    if (bound && !seen && write.operation() == Operation.UPDATE) {
      unseen.add(id);
    }
  }
}
