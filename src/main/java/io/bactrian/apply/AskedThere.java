package io.bactrian.apply;

import io.bactrian.changeset.Item;
import io.bactrian.changeset.RowId;
import io.bactrian.conflict.Merge;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What people at a spoke are asked about its changes; the last of several questions about a row.
 * For one thread.
 */
final class AskedThere {
  /** Most characters of a change about which its spoke is asked: any receiver takes as much. */
  private static final long MOST = 100_000;

  private final Map<RowId, Item.Asked> byRow = new LinkedHashMap<>();

  /** The same; what is too large for a question is left to a person at the hub. */
  static Merge.Judged fitting(MappedChange parts, Merge.Judged one) {
    return one.decision().asksSpoke() && parts.change().size() > MOST
        ? new Merge.Judged(one.conflict(), one.decision().askedHere())
        : one;
  }

  /**
   * Adds a question, if the decision is one.
   *
   * @param id of its record
   */
  void add(MappedChange parts, Merge.Judged one, String id) {
    if (one.decision().asksSpoke()) {
      Item.Change change = parts.change();
      byRow.put(
          change.rowId(),
          new Item.Asked(
              id,
              one.conflict().kind().word(),
              one.decision().version(),
              change.table(),
              change.before(),
              change.after()));
    }
  }

  void addAll(AskedThere more) {
    byRow.putAll(more.byRow);
  }

  /** Appends the questions for the spoke. */
  void tell(ApplyTransaction tx, String spoke) {
    if (!byRow.isEmpty()) {
      tx.append(
          byRow.values().stream()
              .<OutboxRecord>map(one -> new OutboxRecord.AskedFor(spoke, one))
              .toList());
    }
  }
}
