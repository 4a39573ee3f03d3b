package io.bactrian.apply;

import io.bactrian.changeset.Operation;
import io.bactrian.changeset.Row;
import io.bactrian.changeset.RowId;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

/**
 * Writes rows in an order that the database accepts. A row that fails on a foreign or unique key is
 * retried after the others, with all its writes in their order, before it counts as failed.
 */
final class WriteOrder {
  private WriteOrder() {}

  /** Writes at the hub, which parks what still fails. */
  static List<Failure> atHub(ApplyTransaction tx, Object start, List<Write> writes) {
    return write(tx, start, writes, false);
  }

  /**
   * Writes at a spoke. Rows that exchange unique values in a cycle are first set to NULL in the
   * nullable columns that change. Only a spoke may do so, because its applier's writes are not sent
   * to anyone.
   */
  static List<Failure> atSpoke(ApplyTransaction tx, Object start, List<Write> writes) {
    return write(tx, start, writes, true);
  }

  /**
   * Writes all rows, in the given order if that works.
   *
   * @param start a savepoint after the rows were locked and before the first write; rolled back to
   *     between attempts
   * @return the writes that failed in the last attempt; unless empty, the caller has to roll back
   *     to {@code start}
   */
  private static List<Failure> write(
      ApplyTransaction tx, Object start, List<Write> writes, boolean mayWriteNulls) {
    List<Write> order = writes;
    int failed = Integer.MAX_VALUE;
    while (true) {
      List<Failure> failures = tx.write(order);
      Set<RowId> rows = new HashSet<>();
      failures.forEach(failure -> rows.add(failure.write().id()));
      if (rows.isEmpty() || !mayDependOnOrder(failures)) {
        return failures;
      }
      if (rows.size() >= failed) {
        return mayWriteNulls && writtenWithNulls(tx, start, order, rows) ? List.of() : failures;
      }
      failed = rows.size();
      tx.rollbackTo(start);
      order = behind(order, rows);
    }
  }

  private static boolean mayDependOnOrder(List<Failure> failures) {
    return failures.stream()
        .anyMatch(
            failure ->
                switch (failure.kind()) {
                  case UNIQUE_KEY_TAKEN, PARENT_MISSING, STILL_REFERENCED -> true;
                  case OTHER_INTEGRITY, DATA -> false;
                });
  }

  private static List<Write> behind(List<Write> writes, Set<RowId> rows) {
    Set<RowId> last = withOtherKeys(writes, rows);
    List<Write> order = new ArrayList<>(writes.size());
    writes.stream().filter(write -> !last.contains(write.id())).forEach(order::add);
    writes.stream().filter(write -> last.contains(write.id())).forEach(order::add);
    return order;
  }

  /** The rows under all keys that the writes give them: all their writes stay in their order. */
  private static Set<RowId> withOtherKeys(List<Write> writes, Set<RowId> rows) {
    Set<RowId> all = new HashSet<>(rows);
    List<Write> moves = writes.stream().filter(Write::movesKey).toList();
    boolean more = true;
    while (more) {
      more = false;
      for (Write move : moves) {
        boolean one = all.contains(move.id()) || all.contains(move.left());
        more |= one && all.addAll(move.ids());
      }
    }
    return all;
  }

  /**
   * Whether all writes succeed, in some order, once the columns that the rows change anyway are set
   * to NULL first. That also unties circles in which a row waits for another to come or go, because
   * of its key or of what refers to it.
   */
  private static boolean writtenWithNulls(
      ApplyTransaction tx, Object start, List<Write> writes, Set<RowId> rows) {
    List<Write> nulls = new ArrayList<>();
    Set<RowId> seen = new HashSet<>();
    for (Write write : writes) {
      if (rows.contains(write.id())
          && seen.add(write.id())
          && write.operation() == Operation.UPDATE
          && !write.movesKey()) {
        nulls.add(withNulls(write));
      }
    }
    if (nulls.isEmpty() || rows.size() < 2) {
      return false;
    }
    List<Write> rest = writes;
    int failed = Integer.MAX_VALUE;
    while (true) {
      List<Write> order = new ArrayList<>(nulls);
      order.addAll(rest);
      tx.rollbackTo(start);
      Set<Write> refused = Collections.newSetFromMap(new IdentityHashMap<>());
      tx.write(order).forEach(failure -> refused.add(failure.write()));
      if (refused.isEmpty()) {
        return true;
      }
      boolean fewer = nulls.removeIf(refused::remove); // the column may have to have a value
      if (!fewer && refused.size() >= failed) {
        return false;
      }
      failed = refused.size();
      Set<RowId> last = new HashSet<>();
      refused.forEach(write -> last.add(write.id()));
      rest = behind(rest, last);
    }
  }

  private static Write withNulls(Write write) {
    BitSet columns = new BitSet();
    CharSequence[] values = write.row().toArray();
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
