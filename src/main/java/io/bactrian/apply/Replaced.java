package io.bactrian.apply;

import io.bactrian.changeset.Operation;
import io.bactrian.changeset.Row;
import io.bactrian.changeset.RowId;
import io.bactrian.changeset.Table;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;

/**
 * Finds, among writes that hinder each other, a row that is deleted and one that is inserted with
 * some of its values, to which other rows are moved: a unique value has to be freed first, what
 * refers to the old row has to move first, and the new row has to be there for that. As an update
 * of the key the two can be written. Pure.
 */
public final class Replaced {
  private final List<Write> writes = new ArrayList<>();
  private final Map<Write, List<Write>> pairs = new IdentityHashMap<>();

  /**
   * @param parents gives the rows to which a written row refers
   * @param open writes that could not be written
   */
  public Replaced(Function<Write, List<RowId>> parents, List<Write> open) {
    Set<RowId> wanted = new HashSet<>();
    open.stream()
        .filter(write -> write.operation() == Operation.UPDATE)
        .forEach(write -> wanted.addAll(parents.apply(write)));
    Map<String, List<Write>> deleted = new HashMap<>();
    for (Write write : open) {
      if (write.operation() == Operation.DELETE) {
        deleted.computeIfAbsent(write.table().name(), table -> new ArrayList<>()).add(write);
      }
    }
    Map<Write, Write> insertOf = new IdentityHashMap<>();
    for (Write write : open) {
      List<Write> some = deleted.getOrDefault(write.table().name(), List.of());
      boolean gets = write.operation() == Operation.INSERT && wanted.contains(write.id());
      if (gets && !some.isEmpty()) {
        Write best = some.get(0);
        for (Write other : some) {
          best = alike(other, write) > alike(best, write) ? other : best;
        }
        if (alike(best, write) > 0) {
          some.remove(best);
          insertOf.put(best, write);
        }
      }
    }
    for (Write write : open) {
      Write insert = insertOf.get(write);
      if (insert != null) {
        Write moved = moved(write, insert);
        pairs.put(moved, List.of(write, insert));
        writes.add(moved);
      } else if (!insertOf.containsValue(write)) {
        writes.add(write);
      }
    }
  }

  public boolean isEmpty() {
    return pairs.isEmpty();
  }

  /** All of them, the pairs as updates of keys. */
  public List<Write> writes() {
    return writes;
  }

  /** The writes that this one stands for. */
  public List<Write> originals(Write write) {
    return pairs.getOrDefault(write, List.of(write));
  }

  /** In how many columns besides the key the two rows are the same, and not NULL. */
  private static long alike(Write deleted, Write inserted) {
    Table table = deleted.table();
    return inserted.columns().stream()
        .filter(c -> !table.column(c).key() && inserted.row().cell(c) != null)
        .filter(c -> Objects.equals(deleted.row().cell(c), inserted.row().cell(c)))
        .count();
  }

  /** All columns are written: the image of what is deleted may be newer than the row is yet. */
  private static Write moved(Write deleted, Write inserted) {
    Table table = deleted.table();
    CharSequence[] values = deleted.row().toArray();
    inserted.columns().stream().forEach(c -> values[c] = inserted.row().cell(c));
    BitSet columns = (BitSet) inserted.columns().clone();
    boolean same = Objects.equals(deleted.origin(), inserted.origin());
    String origin = same ? inserted.origin() : null;
    return new Write(table, Operation.UPDATE, Row.owning(values), columns, origin, deleted.key());
  }
}
