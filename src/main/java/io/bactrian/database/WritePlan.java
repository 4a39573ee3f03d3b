package io.bactrian.database;

import io.bactrian.apply.DeleteRuns;
import io.bactrian.apply.Write;
import io.bactrian.changeset.Operation;
import io.bactrian.changeset.RowId;
import io.bactrian.changeset.Table;
import io.bactrian.database.dialect.WriteBatch;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Groups writes into few batches without changing the result. Writes of one row stay in order: the
 * second goes into a later wave than the first. A row is written no earlier than its parent. A
 * parent is deleted after all earlier writes to its descendants, because a cascade could delete a
 * row that was just moved to another parent. A row gets another key after all earlier writes of
 * rows that refer to it, and before those that refer to it by the new one. Pure.
 */
final class WritePlan {
  private final ForeignKeys references;
  private final Map<RowId, Write> lastOfRow = new HashMap<>();
  private final Map<RowId, Integer> waveOfRow = new HashMap<>();
  private final Map<String, Integer> waveOfTable = new HashMap<>();
  private final Map<RowId, Integer> waveOfChildren = new HashMap<>();
  private final Map<Slot, List<Write>> slots = new LinkedHashMap<>();

  private record Slot(
      int wave, int step, int depth, Table table, Operation op, BitSet columns, String origin) {}

  private WritePlan(ForeignKeys references) {
    this.references = references;
  }

  /** The batches, in the order to write them. */
  static List<WriteBatch> of(ForeignKeys references, List<Write> writes) {
    WritePlan plan = new WritePlan(references);
    DeleteRuns.order(writes, references::depth).forEach(plan::add);
    return plan.slots.entrySet().stream()
        .sorted(
            Map.Entry.comparingByKey(
                Comparator.comparingInt(Slot::wave)
                    .thenComparingInt(Slot::step)
                    .thenComparingInt(Slot::depth)))
        .map(e -> batch(e.getKey(), ParentsFirst.order(references, e.getValue())))
        .toList();
  }

  private static WriteBatch batch(Slot slot, List<Write> writes) {
    List<Integer> columns = slot.columns().stream().boxed().toList();
    return new WriteBatch(slot.table(), slot.op(), columns, slot.origin(), writes);
  }

  private void add(Write write) {
    String table = write.table().name();
    RowId row = new RowId(table, write.key());
    int wave = wave(row, write);
    for (RowId id : write.ids()) {
      lastOfRow.put(id, write);
      waveOfRow.put(id, wave);
    }
    references.parents(write).forEach(parent -> waveOfChildren.merge(parent, wave, Math::max));
    waveOfTable.merge(table, wave, Math::max);
    slots.computeIfAbsent(slot(wave, write), s -> new ArrayList<>()).add(write);
  }

  private int wave(RowId row, Write write) {
    int wave = waveOfRow.getOrDefault(row, 0) + 1;
    if (write.movesKey()) {
      wave = Math.max(wave, waveOfRow.getOrDefault(write.left(), 0) + 1);
      wave = Math.max(wave, waveOfChildren.getOrDefault(write.left(), 0) + 1);
    }
    if (write.operation() == Operation.DELETE) {
      for (String below : references.below(row.table())) {
        wave = Math.max(wave, waveOfTable.getOrDefault(below, 1));
      }
      return wave;
    }
    for (RowId parent : references.parents(write)) {
      Write last = lastOfRow.get(parent);
      if (last != null) {
        int gone = last.operation() == Operation.DELETE ? 1 : 0;
        wave = Math.max(wave, waveOfRow.get(parent) + gone);
      }
    }
    return wave;
  }

  /**
   * The order within a wave: first writes that free unique values and insert parents, last those
   * that delete parents.
   */
  private Slot slot(int wave, Write write) {
    Table table = write.table();
    boolean parent = !references.below(table.name()).isEmpty();
    int depth = references.depth(table.name());
    Operation op = write.operation();
    return switch (op) {
      case DELETE ->
          new Slot(wave, parent ? 4 : 0, -depth, table, op, new BitSet(), write.origin());
      case INSERT ->
          new Slot(wave, parent ? 1 : 3, depth, table, op, columns(write), write.origin());
      case UPDATE -> {
        int step = write.movesKey() ? 1 : 2; // before what refers to the row by its new key
        yield new Slot(wave, step, depth, table, op, columns(write), write.origin());
      }
    };
  }

  private static BitSet columns(Write write) {
    BitSet columns = (BitSet) write.columns().clone();
    for (int i = 0; i < write.table().keyWidth(); i++) {
      columns.clear(write.table().keyPosition(i));
    }
    return columns;
  }
}
