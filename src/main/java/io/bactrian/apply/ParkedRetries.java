package io.bactrian.apply;

import io.bactrian.changeset.Item;
import io.bactrian.changeset.Key;
import io.bactrian.changeset.RowId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Retries parked changes of a spoke, in the transaction of its session: those that are due, and
 * those that wait for what the transaction writes. For one thread.
 */
final class ParkedRetries {
  /** Most rows that are retried because of what was written; the others are due next. */
  private static final int MOST_FOLLOWED = 10_000;

  /** So many links of a chain are followed one by one. */
  private static final int LINKS = 4;

  private final HubSession session;
  private final ParkedRows parked;
  private final WaitSchedule schedule;
  private final long begun;
  private final RetryList list;
  private final Set<RowId> tried = new HashSet<>();
  private final Set<RowId> postponed = new HashSet<>();

  ParkedRetries(HubSession session, ParkedRows parked, WaitSchedule schedule) {
    this.session = session;
    this.parked = parked;
    this.schedule = schedule;
    this.begun = schedule.begin();
    this.list = new RetryList(parked::needs);
  }

  /** Remembers which parked rows wait for what the attempt has written. */
  void wrote(HubAttempt attempt) {
    if (!parked.rows().isEmpty()) {
      attempt.effects.forEach(list::wrote);
    }
  }

  /** The database refused what this change of a row would have done. */
  void refused(RowId row, Item.Change effect) {
    if (!parked.rows().isEmpty()) {
      list.refused(row, effect);
    }
  }

  /** Rows that have one more change, with which they may fit in. */
  void again(Set<RowId> rows) {
    rows.forEach(list::add);
  }

  /** Retries one group of the parked rows that are due, and what then can be written. */
  void retryDue() {
    List<RowId> due = schedule.due(parked.rows());
    // the halves of an update of a key can only be tried together
    List<List<WaitingRow>> groups =
        parked.groups(due.isEmpty() ? Set.of() : parked.needs().alike(due));
    if (!groups.isEmpty()) {
      retry(groups.get(0));
      retryMet(Set.of());
    }
  }

  /**
   * Retries the rows that wait for what this transaction wrote, until it writes none. A long chain
   * is not followed link by link: after some, all rows that wait for another are retried together.
   *
   * @param fresh rows that were parked before the last batch, which may have brought what nobody
   *     could foresee that they need
   */
  void retryMet(Set<RowId> fresh) {
    fresh.stream().filter(row -> !parked.needs().knows(row)).forEach(list::add);
    int left = MOST_FOLLOWED;
    for (int round = 0; !list.isEmpty(); round++) {
      Set<RowId> now = list.take();
      if (round >= LINKS) {
        now.addAll(parked.needs().waitingForRows());
      }
      for (List<WaitingRow> group : parked.groups(now)) {
        if (left > 0) {
          left -= group.size();
          retry(group);
        } else {
          group.forEach(waiting -> postponed.add(waiting.row()));
        }
      }
      if (left <= 0) {
        postponed.addAll(list.take());
      }
    }
  }

  /**
   * Plans the next tries of what is parked now that the transaction has committed.
   *
   * @param fresh rows that it parked
   */
  void committed(Set<RowId> fresh) {
    schedule.ended(
        new WaitSchedule.Left(
            begun, Set.copyOf(parked.rows()), fresh, tried, postponed, parked.needs()));
  }

  /** Applies all parked changes of these rows again, in batches of bounded size. */
  void retry(List<WaitingRow> group) {
    group.forEach(waiting -> tried.add(waiting.row()));
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
      RowId row = wait.row();
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

  /**
   * Applies the parked changes of one row with other values.
   *
   * @return whether they were written
   */
  boolean retryWith(List<Wait> waiting, GivenValues values) {
    List<MappedChange> changes = new ArrayList<>();
    for (Wait wait : waiting) {
      Item.Change change = WaitText.parse(wait.payload());
      Item.Change given = changes.isEmpty() ? values.inFirst(change) : values.inLater(change);
      changes.add(MappedChange.of(session.view().toHub(), given));
    }
    RowId row = waiting.get(0).row();
    new HubBatch(
            session,
            changes,
            true,
            Set::of,
            (some, attempt) -> settled(Map.of(row, waiting), some, attempt))
        .run();
    return !parked.contains(row);
  }

  private void settled(
      Map<RowId, List<Wait>> waiting, List<MappedChange> tried, HubAttempt attempt) {
    session.keep(attempt);
    Set<RowId> settled = new LinkedHashSet<>();
    tried.forEach(change -> settled.addAll(change.sources()));
    Map<RowId, ParkReason> refused = new LinkedHashMap<>();
    attempt.refused.byIndex.forEach(
        (index, reason) ->
            tried.get(index).sources().forEach(row -> refused.putIfAbsent(row, reason)));
    settled.removeAll(refused.keySet());
    refused.forEach((row, reason) -> parked.refusedAgain(waiting.get(row).get(0), reason));
    settled.forEach(row -> parked.settled(waiting.get(row)));
    wrote(attempt);
  }
}
