package io.bactrian.database;

import io.bactrian.apply.Write;
import io.bactrian.changeset.Operation;
import io.bactrian.changeset.Row;
import io.bactrian.changeset.RowId;
import io.bactrian.database.dialect.WriteBatch;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Writes rows that refer to each other in a circle: inserts them without those references to each
 * other that can be NULL, and then fills these in; or empties these, and then deletes the rows. For
 * databases, and foreign keys, that check at once. Pure.
 */
final class InTwoSteps {
  private final ForeignKeys references;
  private final Map<RowId, Write> circle = new LinkedHashMap<>();

  private InTwoSteps(ForeignKeys references) {
    this.references = references;
  }

  /**
   * Finds rows that refer to each other.
   *
   * @param writes that nothing else can write, in their order
   * @param operation INSERT or DELETE: which of them
   * @return the writes of each circle, with those of rows that refer to it
   */
  static List<List<Write>> circles(
      ForeignKeys references, List<Write> writes, Operation operation) {
    InTwoSteps all = new InTwoSteps(references);
    Set<RowId> several = new HashSet<>();
    for (Write write : writes) {
      if (all.circle.put(write.id(), write) != null) {
        several.add(write.id());
      }
    }
    all.circle.keySet().removeAll(several);
    all.circle.values().removeIf(write -> write.operation() != operation);
    boolean removed = true;
    while (removed) {
      removed = all.circle.values().removeIf(write -> all.among(write).isEmpty());
    }
    return all.connected();
  }

  /** The rows of the circle to which the row refers. */
  private List<RowId> among(Write write) {
    return references.parents(write).stream()
        .filter(parent -> !parent.equals(write.id()) && circle.containsKey(parent))
        .toList();
  }

  private List<List<Write>> connected() {
    Map<RowId, List<RowId>> next = new HashMap<>();
    for (Write write : circle.values()) {
      for (RowId parent : among(write)) {
        next.computeIfAbsent(write.id(), row -> new ArrayList<>()).add(parent);
        next.computeIfAbsent(parent, row -> new ArrayList<>()).add(write.id());
      }
    }
    List<List<Write>> circles = new ArrayList<>();
    Set<RowId> seen = new HashSet<>();
    for (RowId first : circle.keySet()) {
      Deque<RowId> open = new ArrayDeque<>(seen.add(first) ? List.of(first) : List.of());
      List<Write> one = new ArrayList<>();
      while (!open.isEmpty()) {
        RowId row = open.pop();
        one.add(circle.get(row));
        next.get(row).stream().filter(seen::add).forEach(open::push);
      }
      if (!one.isEmpty()) {
        circles.add(one);
      }
    }
    return circles;
  }

  /**
   * The batches, in the order to write them.
   *
   * @param circles of one operation
   * @return empty when there is no order, because columns of a circle can't be NULL
   */
  static List<WriteBatch> batches(ForeignKeys references, List<Write> circles) {
    InTwoSteps steps = new InTwoSteps(references);
    circles.forEach(write -> steps.circle.put(write.id(), write));
    return steps.batches();
  }

  private List<WriteBatch> batches() {
    Map<RowId, Write> open = new LinkedHashMap<>();
    List<Write> updates = new ArrayList<>();
    circle.forEach((row, write) -> open.put(row, withoutReferences(write, updates)));
    List<WriteBatch> batches = new ArrayList<>();
    boolean deletes = circle.values().stream().anyMatch(w -> w.operation() == Operation.DELETE);
    if (deletes) {
      batches.addAll(WritePlan.of(references, updates));
    }
    while (!open.isEmpty()) {
      List<Write> next = deletes ? withoutChildren(open) : withoutParents(open);
      if (next.isEmpty()) {
        return List.of();
      }
      next.forEach(write -> open.remove(write.id()));
      batches.addAll(WritePlan.of(references, next));
    }
    if (!deletes) {
      batches.addAll(WritePlan.of(references, updates));
    }
    return batches;
  }

  private List<Write> withoutParents(Map<RowId, Write> open) {
    return open.values().stream()
        .filter(write -> among(write).stream().noneMatch(open::containsKey))
        .toList();
  }

  private List<Write> withoutChildren(Map<RowId, Write> open) {
    Set<RowId> parents = new HashSet<>();
    open.values().forEach(write -> parents.addAll(among(write)));
    return open.values().stream().filter(write -> !parents.contains(write.id())).toList();
  }

  /**
   * One column that is NULL is enough for a reference of several.
   *
   * @param updates gets the one that fills the columns in or, for a deletion, empties them
   */
  private Write withoutReferences(Write write, List<Write> updates) {
    BitSet emptied = new BitSet();
    CharSequence[] values = write.row().toArray();
    for (ForeignKeys.Referring to : references.referring(write)) {
      if (!to.parent().equals(write.id()) && circle.containsKey(to.parent())) {
        to.columns().stream()
            .filter(c -> write.table().column(c).nullable())
            .findFirst()
            .ifPresent(
                c -> {
                  emptied.set(c);
                  values[c] = null;
                });
      }
    }
    if (emptied.isEmpty()) {
      return write;
    }
    Row without = Row.owning(values);
    boolean deletes = write.operation() == Operation.DELETE;
    Row updated = deletes ? without : write.row();
    updates.add(new Write(write.table(), Operation.UPDATE, updated, emptied, write.origin()));
    return new Write(write.table(), write.operation(), without, write.columns(), write.origin());
  }
}
