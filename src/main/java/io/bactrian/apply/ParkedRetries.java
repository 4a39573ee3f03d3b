package io.bactrian.apply;

import io.bactrian.changeset.Item;
import io.bactrian.changeset.Key;
import io.bactrian.changeset.RowId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Retries parked changes of a spoke, in the transaction of its session. For one thread. */
final class ParkedRetries {
  private final HubSession session;
  private final ParkedRows parked;

  ParkedRetries(HubSession session, ParkedRows parked) {
    this.session = session;
    this.parked = parked;
  }

  /** Applies all parked changes of these rows again, in batches of bounded size. */
  void retry(List<WaitingRow> group) {
    List<Wait> waiting = new ArrayList<>();
    BatchLimit limit = new BatchLimit();
    for (List<Wait> ofRow : parked.read(group)) {
      for (Wait wait : ofRow) {
        Wait whole = session.tx().whole(wait);
        limit.add(whole.payload().length());
        waiting.add(whole);
      }
      if (limit.reached()) {
        retryTogether(waiting);
        waiting.clear();
        limit.clear();
      }
    }
    retryTogether(waiting);
  }

  /** Applies these parked changes again. All changes of a row are written, or none. */
  private void retryTogether(List<Wait> waiting) {
    Map<RowId, List<Wait>> byRow = new LinkedHashMap<>();
    for (Wait wait : waiting) {
      RowId row = new RowId(wait.table(), wait.key());
      byRow.computeIfAbsent(row, id -> new ArrayList<>()).add(wait);
    }
    List<MappedChange> changes = changes(byRow);
    session.tx().expectRefusals();
    new HubBatch(session, changes, true, Set::of, (some, attempt) -> settled(byRow, some, attempt))
        .run();
  }

  private List<MappedChange> changes(Map<RowId, List<Wait>> byRow) {
    Map<RowId, RowId> halves = halves(byRow);
    List<MappedChange> changes = new ArrayList<>();
    byRow.forEach(
        (row, waits) -> {
          if (halves.containsValue(row)) {
            return; // it is tried with the other half
          }
          RowId left = halves.get(row);
          for (Wait wait : waits) {
            Item.Change change = WaitText.parse(wait.payload());
            if (left != null && wait == waits.get(0)) {
              Item.Change first = WaitText.parse(byRow.get(left).get(0).payload());
              change = new Item.Change(change.table(), first.before(), change.after());
            }
            changes.add(MappedChange.of(session.view().toHub(), change));
          }
        });
    return changes;
  }

  /**
   * Finds updates of keys, each parked in two halves, that can be tried as such: by the row after,
   * the row before. Nothing else of the row before may wait, since the changes of one row stay
   * together.
   */
  private static Map<RowId, RowId> halves(Map<RowId, List<Wait>> byRow) {
    Map<RowId, RowId> halves = new LinkedHashMap<>();
    byRow.forEach(
        (row, waits) -> {
          Wait insert = waits.get(0);
          Key from = WaitText.from(insert.payload());
          RowId left = from == null ? null : new RowId(row.table(), from);
          List<Wait> before = left == null ? null : byRow.get(left);
          if (before != null
              && before.size() == 1
              && before.get(0).number() == insert.number()
              && WaitText.isDelete(before.get(0).payload())) {
            halves.put(row, left);
          }
        });
    return halves;
  }

  private void settled(
      Map<RowId, List<Wait>> waiting, List<MappedChange> tried, HubAttempt attempt) {
    session.keep(attempt);
    Set<RowId> settled = new LinkedHashSet<>();
    tried.forEach(change -> settled.addAll(change.sources()));
    attempt.refused.keySet().forEach(index -> settled.removeAll(tried.get(index).sources()));
    settled.forEach(row -> parked.settled(waiting.get(row)));
  }
}
