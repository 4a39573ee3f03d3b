package io.bactrian.apply;

import io.bactrian.changeset.RowId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Which changes of a portion are refused at the hub, by index, and with them those of the same rows
 * that come later. For one thread.
 */
final class RefusedChanges {
  private final List<MappedChange> all;
  private final Set<RowId> waiting;
  private final Map<RowId, ParkReason> stoppedRows = new HashMap<>();

  final Map<Integer, ParkReason> byIndex = new TreeMap<>();

  /**
   * @param waiting rows whose changes are all refused because earlier ones are parked
   * @param known changes that earlier attempts found to be refused
   */
  RefusedChanges(List<MappedChange> all, Set<RowId> waiting, Map<Integer, ParkReason> known) {
    this.all = all;
    this.waiting = waiting;
    byIndex.putAll(known);
  }

  void add(int index, ParkReason refusal) {
    byIndex.put(index, refusal);
    all.get(index).sources().forEach(row -> stoppedRows.putIfAbsent(row, refusal));
  }

  /**
   * Why this change can't be written; null when it can be tried.
   *
   * @param parts the change, as it is mapped
   * @param current rows as they stand after the changes before it
   */
  ParkReason reason(int index, MappedChange parts, CurrentRows current) {
    for (RowId row : parts.sources()) {
      if (waiting.contains(row) || stoppedRows.containsKey(row)) {
        return ParkReason.behind(stoppedRows.get(row));
      }
    }
    for (Map.Entry<RowId, MappedChange.Pair> entry : parts.rows().entrySet()) {
      MappedChange.Pair pair = entry.getValue();
      boolean part = !parts.checked() && pair.before() == null && !pair.after().owner();
      if (part && current.get(entry.getKey()) == null) {
        return ParkReason.noOwner(pair.any().target(), entry.getKey());
      }
    }
    return byIndex.get(index);
  }

  /**
   * Adds the first change of each row that has a refused change to {@code known}.
   *
   * @return false when {@code known} had them all
   */
  boolean refuseWholeRows(Map<Integer, ParkReason> known) {
    Map<RowId, Integer> first = new HashMap<>();
    for (int i = all.size() - 1; i >= 0; i--) {
      for (RowId row : all.get(i).sources()) {
        first.put(row, i);
      }
    }
    int before = known.size();
    byIndex.forEach(
        (index, refusal) ->
            all.get(index).sources().forEach(row -> known.putIfAbsent(first.get(row), refusal)));
    return known.size() > before;
  }
}
