package io.bactrian.apply;

import io.bactrian.changeset.Item;
import io.bactrian.changeset.Key;
import io.bactrian.changeset.RowId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * The parked rows of one spoke, in one transaction: their ids, number and size. Payloads are read
 * only for rows that are retried, so that memory use does not grow with the number parked.
 */
final class ParkedRows {
  /** Most characters of a group of rows that are retried together, unless it is a single row. */
  private static final long TRIED_AT_ONCE = 16L << 20;

  private final ApplyTransaction tx;
  private final String spoke;
  private final Map<RowId, WaitingRow> rows = new LinkedHashMap<>();
  private int changes;
  private long size;
  private RowId tooLarge;
  private NeedIndex needs;

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

  /** What the rows wait for. */
  NeedIndex needs() {
    if (needs == null) {
      needs = new NeedIndex();
      rows.forEach((row, waiting) -> needs.put(row, Need.parse(waiting.needs())));
    }
    return needs;
  }

  boolean contains(RowId row) {
    return rows.containsKey(row);
  }

  /** The parked changes of one row, in order. */
  List<Wait> of(RowId row) {
    return rows.containsKey(row) ? tx.waits(spoke, Wait.Kind.PARKED, row) : List.of();
  }

  /** Parks a change; an update of a key under both keys, in its two halves. */
  void park(MappedChange parts, long number, ParkReason refusal) {
    Key left = parts.change().movesKey() ? parts.sources().get(0).key() : null;
    for (Item.Change change : parts.change().apart()) {
      Key from = change.before() == null ? left : null;
      park(change.rowId(), number, refusal, WaitText.of(change, refusal.kind(), from));
    }
  }

  private void park(RowId row, long number, ParkReason refusal, String payload) {
    WaitingRow before = rows.get(row);
    Wait wait =
        new Wait(
            spoke,
            Wait.Kind.PARKED,
            row.table(),
            row.key(),
            before == null ? 0 : before.sequence() + 1,
            number,
            refusal.whole(),
            payload,
            before == null ? Need.text(refusal.needs()) : null,
            null);
    tx.put(wait);
    if (before == null) {
      needs().put(row, refusal.needs());
    }
    WaitingRow after = before == null ? WaitingRow.of(wait) : before.and(wait);
    rows.put(row, after);
    changes++;
    size += after.size() - (before == null ? 0 : before.size());
    if (before != null && after.size() > Bounds.OF_A_ROW) {
      tooLarge = row;
    }
  }

  /**
   * Notes why a row is refused now, if it is for another reason than before.
   *
   * @param first the first of its waits, with its payload
   */
  void refusedAgain(Wait first, ParkReason refusal) {
    String until = Need.text(refusal.needs());
    if (!Objects.equals(until, first.needs()) || !refusal.whole().equals(first.reason())) {
      String payload =
          WaitText.of(
              WaitText.parse(first.payload()), refusal.kind(), WaitText.from(first.payload()));
      tx.remove(first);
      tx.put(first.refused(refusal.whole(), payload, until));
      needs().put(first.row(), refusal.needs());
    }
  }

  /** Removes changes that are settled. */
  void settled(List<Wait> waits) {
    waits.forEach(tx::remove);
    waits.forEach(
        wait -> {
          WaitingRow gone = rows.remove(new RowId(wait.table(), wait.key()));
          if (gone != null) {
            count(gone, -1);
            needs().remove(gone.row());
          }
        });
  }

  boolean within(Bounds bounds) {
    return changes <= bounds.parkedChanges()
        && size <= bounds.parkedSize()
        && (tooLarge == null || !rows.containsKey(tooLarge));
  }

  /**
   * @throws LimitReachedException when more is parked than the limits allow
   */
  void requireWithin(Bounds bounds) {
    if (tooLarge != null && rows.containsKey(tooLarge)) {
      throw LimitReachedException.parkedOfOneRow(tooLarge.table());
    }
    if (!within(bounds)) {
      throw LimitReachedException.parked(bounds);
    }
  }

  /** All rows, oldest first, in groups that are retried together. */
  List<List<WaitingRow>> groups() {
    return groups(rows.keySet());
  }

  /**
   * Those of these rows that are parked, in the given order, in groups that are retried together.
   */
  List<List<WaitingRow>> groups(Set<RowId> some) {
    List<List<WaitingRow>> groups = new ArrayList<>();
    List<WaitingRow> group = new ArrayList<>();
    long count = 0;
    long total = 0;
    for (RowId row : some) {
      WaitingRow waiting = rows.get(row);
      if (waiting == null) {
        continue;
      }
      count += waiting.changes();
      total += waiting.size();
      if (!group.isEmpty() && (count > BatchLimit.ROWS || total > TRIED_AT_ONCE)) {
        groups.add(group);
        group = new ArrayList<>();
        count = waiting.changes();
        total = waiting.size();
      }
      group.add(waiting);
    }
    if (!group.isEmpty()) {
      groups.add(group);
    }
    return groups;
  }

  /** The parked changes of each of these rows, in order; long payloads may be left out. */
  Collection<List<Wait>> read(List<WaitingRow> group) {
    Map<RowId, List<Wait>> all = new LinkedHashMap<>();
    group.forEach(waiting -> all.put(waiting.row(), new ArrayList<>()));
    Set<RowId> there = new LinkedHashSet<>(all.keySet());
    there.retainAll(rows.keySet());
    tx.waits(spoke, Wait.Kind.PARKED, there)
        .forEach(wait -> all.get(new RowId(wait.table(), wait.key())).add(wait));
    return all.values();
  }
}
