package io.bactrian.database;

import io.bactrian.apply.Write;
import io.bactrian.changeset.Operation;
import io.bactrian.changeset.RowId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Order of rows of a table that refers to itself, each row once: parents come before their children
 * and go after them. A circle stays as it is. Pure.
 */
final class ParentsFirst {
  private final List<Write> writes;
  private final List<List<Integer>> children = new ArrayList<>();
  private final int[] parents;

  private ParentsFirst(ForeignKeys references, List<Write> writes) {
    this.writes = writes;
    this.parents = new int[writes.size()];
    Map<RowId, Integer> places = new HashMap<>();
    for (int i = 0; i < writes.size(); i++) {
      places.put(new RowId(writes.get(i).table().name(), writes.get(i).key()), i);
      children.add(new ArrayList<>());
    }
    for (int i = 0; i < writes.size(); i++) {
      for (RowId parent : references.parents(writes.get(i))) {
        Integer place = places.get(parent);
        if (place != null && place != i) {
          children.get(place).add(i);
          parents[i]++;
        }
      }
    }
  }

  static List<Write> order(ForeignKeys references, List<Write> writes) {
    Write first = writes.get(0);
    String table = first.table().name();
    if (first.operation() == Operation.UPDATE || !references.below(table).contains(table)) {
      return writes;
    }
    List<Write> ordered = new ParentsFirst(references, writes).order();
    if (first.operation() == Operation.DELETE) {
      Collections.reverse(ordered);
    }
    return ordered;
  }

  private List<Write> order() {
    Deque<Integer> next = new ArrayDeque<>();
    for (int i = 0; i < parents.length; i++) {
      if (parents[i] == 0) {
        next.add(i);
      }
    }
    List<Write> ordered = new ArrayList<>(writes.size());
    while (!next.isEmpty()) {
      int place = next.remove();
      ordered.add(writes.get(place));
      for (int child : children.get(place)) {
        if (--parents[child] == 0) {
          next.add(child);
        }
      }
    }
    for (int i = 0; i < parents.length; i++) {
      if (parents[i] > 0) {
        ordered.add(writes.get(i));
      }
    }
    return ordered;
  }
}
