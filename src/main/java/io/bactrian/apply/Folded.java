package io.bactrian.apply;

import io.bactrian.changeset.Operation;
import io.bactrian.changeset.RowId;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Writes with the inserts as the later updates of their rows leave them, keys included. A row that
 * was inserted under a parent whose key changed since can only be inserted as it is now. Only where
 * one refused write refuses all of its row. Immutable.
 */
final class Folded {
  final List<Write> writes = new ArrayList<>();
  private final Map<Write, Write> originals = new IdentityHashMap<>();

  Folded(List<Write> all) {
    Map<RowId, Integer> inserts = new HashMap<>();
    for (Write write : all) {
      Integer at = inserts.get(write.ids().get(0));
      if (at != null && write.operation() == Operation.UPDATE) {
        Write insert = writes.get(at);
        Write folded = folded(insert, write);
        originals.put(folded, originals.remove(insert));
        writes.set(at, folded);
        inserts.remove(insert.id());
        inserts.put(folded.id(), at);
        continue;
      }
      write.ids().forEach(inserts::remove);
      if (write.operation() == Operation.INSERT) {
        inserts.put(write.id(), writes.size());
      }
      originals.put(write, write);
      writes.add(write);
    }
  }

  /** The first of the writes that this one stands for. */
  Write original(Write write) {
    return originals.get(write);
  }

  private static Write folded(Write insert, Write update) {
    BitSet columns = (BitSet) insert.columns().clone();
    columns.or(update.columns());
    boolean same = Objects.equals(insert.origin(), update.origin());
    String origin = same ? insert.origin() : null;
    return new Write(insert.table(), Operation.INSERT, update.row(), columns, origin);
  }
}
