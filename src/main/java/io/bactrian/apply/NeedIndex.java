package io.bactrian.apply;

import io.bactrian.changeset.Item;
import io.bactrian.changeset.Row;
import io.bactrian.changeset.RowId;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Waiting rows by what they wait for. For one thread. */
final class NeedIndex {
  private final Map<String, Map<Shape, Map<String, Set<RowId>>>> byTable = new HashMap<>();
  private final Map<RowId, List<Need>> needs = new LinkedHashMap<>();

  private record Shape(boolean comes, List<String> columns) {}

  boolean isEmpty() {
    return needs.isEmpty();
  }

  /** Replaces what the row waits for. */
  void put(RowId row, List<Need> of) {
    remove(row);
    if (!of.isEmpty()) {
      needs.put(row, of);
    }
    for (Need need : of) {
      byTable
          .computeIfAbsent(need.table(), table -> new HashMap<>())
          .computeIfAbsent(new Shape(need.comes(), need.columns()), shape -> new HashMap<>())
          .computeIfAbsent(need.hash(), hash -> new LinkedHashSet<>())
          .add(row);
    }
  }

  void remove(RowId row) {
    List<Need> gone = needs.remove(row);
    if (gone == null) {
      return;
    }
    for (Need need : gone) {
      Map<Shape, Map<String, Set<RowId>>> shapes = byTable.get(need.table());
      Shape shape = new Shape(need.comes(), need.columns());
      Map<String, Set<RowId>> hashes = shapes == null ? null : shapes.get(shape);
      Set<RowId> rows = hashes == null ? null : hashes.get(need.hash());
      if (rows != null && rows.remove(row) && rows.isEmpty()) {
        hashes.remove(need.hash());
        if (hashes.isEmpty()) {
          shapes.remove(shape);
        }
      }
    }
  }

  /** Whether it is known what the row waits for. */
  boolean knows(RowId row) {
    return needs.containsKey(row);
  }

  /** The rows that wait for what one of these waits for, and these. */
  Set<RowId> alike(Collection<RowId> rows) {
    Set<RowId> all = new LinkedHashSet<>(rows);
    for (RowId row : rows) {
      for (Need need : needs.getOrDefault(row, List.of())) {
        all.addAll(
            byTable
                .get(need.table())
                .get(new Shape(need.comes(), need.columns()))
                .get(need.hash()));
      }
    }
    return all;
  }

  /** The rows that wait for a row to come, whichever. */
  Set<RowId> waitingForRows() {
    Set<RowId> rows = new LinkedHashSet<>();
    needs.forEach(
        (row, some) -> {
          if (some.stream().anyMatch(Need::comes)) {
            rows.add(row);
          }
        });
    return rows;
  }

  /** The rows that wait for what this change has done. */
  Set<RowId> met(Item.Change change) {
    Map<Shape, Map<String, Set<RowId>>> shapes = byTable.get(change.table().name());
    if (shapes == null) {
      return Set.of();
    }
    Set<RowId> met = new HashSet<>();
    shapes.forEach(
        (shape, byHash) -> {
          Row now = shape.comes() ? change.after() : change.before();
          Row other = shape.comes() ? change.before() : change.after();
          String[] values = Need.values(change.table(), shape.columns(), now);
          if (values != null
              && !Arrays.equals(values, Need.values(change.table(), shape.columns(), other))) {
            met.addAll(byHash.getOrDefault(Need.hash(values), Set.of()));
          }
        });
    return met;
  }
}
