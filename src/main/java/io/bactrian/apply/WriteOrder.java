package io.bactrian.apply;

import io.bactrian.changeset.Operation;
import io.bactrian.changeset.Row;
import io.bactrian.changeset.RowId;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Entries of different rows may change places: a row that fails on a foreign or unique key is tried
 * again behind the others before it counts as failed, with all its writes in their order.
 */
final class WriteOrder {
  private WriteOrder() {}

  /** As {@link #write}; what is left of failures at the hub is parked. */
  static List<Failure> atHub(ApplyTransaction tx, Object start, List<Write> writes) {
    return write(tx, start, writes, false);
  }

  /**
   * As {@link #write}; besides, rows that exchange unique values in a circle first let go of
   * theirs, where the columns may be NULL: nobody else hears of what a spoke's applier writes on
   * the way.
   */
  static List<Failure> atSpoke(ApplyTransaction tx, Object start, List<Write> writes) {
    return write(tx, start, writes, true);
  }

  /**
   * Writes all, in the given order if that works.
   *
   * @param start a savepoint before the first write and after the rows were locked; taken back to
   *     between tries
   * @return what failed at last; unless empty, the caller has to go back to {@code start}
   */
  private static List<Failure> write(
      ApplyTransaction tx, Object start, List<Write> writes, boolean exchanges) {
    List<Write> order = writes;
    int failed = Integer.MAX_VALUE;
    while (true) {
      List<Failure> failures = tx.write(order);
      Set<RowId> rows = new HashSet<>();
      failures.forEach(failure -> rows.add(failure.write().id()));
      if (rows.isEmpty() || !depends(failures)) {
        return failures;
      }
      if (rows.size() >= failed) {
        return exchanges && exchanged(tx, start, order, rows) ? List.of() : failures;
      }
      failed = rows.size();
      tx.rollbackTo(start);
      order = behind(order, rows);
    }
  }

  private static boolean depends(List<Failure> failures) {
    return failures.stream()
        .anyMatch(
            failure ->
                switch (failure.kind()) {
                  case UNIQUE_KEY_TAKEN, PARENT_MISSING, STILL_REFERENCED -> true;
                  case OTHER_INTEGRITY, DATA -> false;
                });
  }

  private static List<Write> behind(List<Write> writes, Set<RowId> rows) {
    List<Write> order = new ArrayList<>(writes.size());
    writes.stream().filter(write -> !rows.contains(write.id())).forEach(order::add);
    writes.stream().filter(write -> rows.contains(write.id())).forEach(order::add);
    return order;
  }

  /** Whether all went in once the rows had let go of what they are about to change anyway. */
  private static boolean exchanged(
      ApplyTransaction tx, Object start, List<Write> writes, Set<RowId> rows) {
    List<Write> order = new ArrayList<>();
    Set<RowId> seen = new HashSet<>();
    for (Write write : writes) {
      if (rows.contains(write.id())
          && seen.add(write.id())
          && write.operation() == Operation.UPDATE) {
        order.add(letGo(write));
      }
    }
    if (order.size() < 2) {
      return false;
    }
    order.addAll(writes);
    tx.rollbackTo(start);
    return tx.write(order).isEmpty();
  }

  private static Write letGo(Write write) {
    BitSet columns = new BitSet();
    String[] values = write.row().toArray();
    write.columns().stream()
        .filter(c -> write.table().column(c).nullable())
        .forEach(
            c -> {
              columns.set(c);
              values[c] = null;
            });
    return new Write(write.table(), Operation.UPDATE, Row.owning(values), columns, write.origin());
  }
}
