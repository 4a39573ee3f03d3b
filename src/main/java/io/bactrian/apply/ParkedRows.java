package io.bactrian.apply;

import io.bactrian.changeset.RowId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What is parked of one spoke, in one transaction: which rows, and how much. The content is read
 * only of what is tried, so that memory does not grow with what waits.
 */
final class ParkedRows {
  /** Characters of what is tried at once, as far as that is more than one row. */
  private static final long TRIED_AT_ONCE = 16L << 20;

  private final ApplyTransaction tx;
  private final String spoke;
  private final Map<RowId, WaitingRow> rows = new LinkedHashMap<>();
  private int changes;
  private long size;
  private RowId tooMuch;

  ParkedRows(ApplyTransaction tx, String spoke) {
    this.tx = tx;
    this.spoke = spoke;
    tx.waiting(spoke, Wait.Kind.PARKED).stream()
        .sorted(WaitingRow.OLDEST)
        .forEach(waiting -> rows.put(waiting.row(), waiting));
    rows.values().forEach(waiting -> count(waiting, 1));
  }

  private void count(WaitingRow waiting, int sign) {
    changes += sign * waiting.changes();
    size += sign * waiting.size();
  }

  Set<RowId> rows() {
    return rows.keySet();
  }

  boolean contains(RowId row) {
    return rows.containsKey(row);
  }

  /** What waits of one row, in order. */
  List<Wait> of(RowId row) {
    return rows.containsKey(row) ? tx.waits(spoke, Wait.Kind.PARKED, row) : List.of();
  }

  void park(MappedChange parts, long number, ParkReason refusal) {
    RowId row = parts.row();
    WaitingRow before = rows.get(row);
    Wait wait =
        new Wait(
            spoke,
            Wait.Kind.PARKED,
            row.table(),
            row.key(),
            before == null ? 0 : before.sequence() + 1,
            number,
            refusal.reason(),
            WaitText.of(parts.change(), refusal.kind()));
    tx.put(wait);
    WaitingRow after = before == null ? WaitingRow.of(wait) : before.and(wait);
    rows.put(row, after);
    changes++;
    size += after.size() - (before == null ? 0 : before.size());
    if (before != null && after.size() > Bounds.OF_A_ROW) {
      tooMuch = row;
    }
  }

  /** It waits no more. */
  void settled(List<Wait> waits) {
    waits.forEach(tx::remove);
    waits.forEach(
        wait -> {
          WaitingRow gone = rows.remove(new RowId(wait.table(), wait.key()));
          if (gone != null) {
            count(gone, -1);
          }
        });
  }

  boolean within(Bounds bounds) {
    return changes <= bounds.parkedChanges()
        && size <= bounds.parkedSize()
        && (tooMuch == null || !rows.containsKey(tooMuch));
  }

  /**
   * @throws LimitReachedException when more waits than may
   */
  void requireWithin(Bounds bounds) {
    if (tooMuch != null && rows.containsKey(tooMuch)) {
      throw LimitReachedException.parkedOfOneRow(tooMuch.table());
    }
    if (!within(bounds)) {
      throw LimitReachedException.parked(bounds);
    }
  }

  /** All rows, oldest first, in lots that can be tried together. */
  List<List<WaitingRow>> lots() {
    return lots(rows.keySet());
  }

  /** Those of these rows that wait, in their order, in lots that can be tried together. */
  List<List<WaitingRow>> lots(Set<RowId> some) {
    List<List<WaitingRow>> lots = new ArrayList<>();
    List<WaitingRow> lot = new ArrayList<>();
    long count = 0;
    long total = 0;
    for (RowId row : some) {
      WaitingRow waiting = rows.get(row);
      if (waiting == null) {
        continue;
      }
      count += waiting.changes();
      total += waiting.size();
      if (!lot.isEmpty() && (count > BatchLimit.ROWS || total > TRIED_AT_ONCE)) {
        lots.add(lot);
        lot = new ArrayList<>();
        count = waiting.changes();
        total = waiting.size();
      }
      lot.add(waiting);
    }
    if (!lot.isEmpty()) {
      lots.add(lot);
    }
    return lots;
  }

  /** What waits of each row, in order; long payloads may be left out. */
  Collection<List<Wait>> read(List<WaitingRow> lot) {
    if (lot.size() < rows.size() || !lot.stream().allMatch(one -> contains(one.row()))) {
      return lot.stream().map(waiting -> of(waiting.row())).toList();
    }
    Map<RowId, List<Wait>> all = new LinkedHashMap<>();
    lot.forEach(waiting -> all.put(waiting.row(), new ArrayList<>()));
    tx.waits(spoke, Wait.Kind.PARKED)
        .forEach(wait -> all.get(new RowId(wait.table(), wait.key())).add(wait));
    all.values().forEach(waits -> waits.sort(Comparator.comparingInt(Wait::sequence)));
    return all.values();
  }
}
