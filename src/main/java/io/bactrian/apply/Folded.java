package io.bactrian.apply;

import io.bactrian.changeset.Operation;
import io.bactrian.changeset.Row;
import io.bactrian.changeset.RowId;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;

/**
 * Writes with the inserts as the later updates of their rows leave them, keys included. A row that
 * was inserted under a parent whose key changed since can only be inserted as it is now. Only where
 * one refused write refuses all of its row. Immutable.
 *
 * <p>An insert gets no values that would not be allowed to be inserted: a row that a spoke inserts
 * and then gives away is inserted where the spoke sees it, and then given away.
 */
final class Folded {
  final List<Write> writes = new ArrayList<>();
  private final Map<Write, Write> originals = new IdentityHashMap<>();

  Folded(List<Write> all) {
    this(all, insert -> new BitSet());
  }

  /**
   * @param later columns that an insert must not have as it is, but get by an update after it;
   *     empty when it may be written as it is
   */
  Folded(List<Write> all, Function<Write, BitSet> later) {
    Map<RowId, Integer> inserts = new HashMap<>();
    for (Write write : all) {
      Integer at = inserts.get(write.ids().get(0));
      if (at != null && write.operation() == Operation.UPDATE) {
        Write insert = writes.get(at);
        BitSet apart = later.apply(folded(insert, write, new BitSet()));
        apart.and(write.columns());
        boolean whole = apart.isEmpty();
        inserts.remove(insert.id());
        if (whole || !write.movesKey() && !apart.equals(write.columns())) {
          Write folded = folded(insert, write, apart);
          originals.put(folded, originals.remove(insert));
          writes.set(at, folded);
          if (whole) {
            inserts.put(folded.id(), at);
            continue;
          }
          add(
              write,
              new Write(write.table(), Operation.UPDATE, write.row(), apart, write.origin()));
          continue;
        }
      }
      write.ids().forEach(inserts::remove);
      if (write.operation() == Operation.INSERT) {
        inserts.put(write.id(), writes.size());
      }
      add(write, write);
    }
  }

  private void add(Write original, Write write) {
    originals.put(write, original);
    writes.add(write);
  }

  /** The first of the writes that this one stands for. */
  Write original(Write write) {
    return originals.get(write);
  }

  /**
   * @param apart columns that are left as they are inserted
   */
  private static Write folded(Write insert, Write update, BitSet apart) {
    BitSet columns = (BitSet) update.columns().clone();
    columns.andNot(apart);
    columns.or(insert.columns());
    CharSequence[] values = update.row().toArray();
    apart.stream().forEach(c -> values[c] = insert.row().cell(c));
    boolean same = Objects.equals(insert.origin(), update.origin());
    String origin = same ? insert.origin() : null;
    return new Write(insert.table(), Operation.INSERT, Row.owning(values), columns, origin);
  }
}
