package io.bactrian.apply;

import io.bactrian.changeset.RowId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which deferred entries a spoke's transaction tries again. Those that it does not try it still
 * looks at, as a change of their row ends their waiting. For one transaction and one thread.
 */
final class DeferredRetries {
  private static final int ROUNDS = 10;
  private static final int MOST_TOGETHER = 20;
  private static final long CHARS_TOGETHER = 16L << 20;

  private final SpokeSession session;
  private final WaitSchedule schedule;
  private final long begun;
  private final Map<RowId, Wait> deferred;
  private final Set<RowId> before;
  private final Set<RowId> due;
  private final Set<RowId> tried = new HashSet<>();
  private final RetryList list = new RetryList(this::needs);
  private NeedIndex needs;

  /**
   * @param deferred what waits, which the session changes
   */
  DeferredRetries(SpokeSession session, WaitSchedule schedule, Map<RowId, Wait> deferred) {
    this.session = session;
    this.schedule = schedule;
    this.begun = schedule.begin();
    this.deferred = deferred;
    this.before = Set.copyOf(deferred.keySet());
    this.due = new HashSet<>(schedule.due(before));
  }

  private NeedIndex needs() {
    if (needs == null) {
      needs = new NeedIndex();
      deferred.forEach((row, wait) -> needs.put(row, Need.parse(wait.needs())));
    }
    return needs;
  }

  /** What waits has changed. */
  void changed() {
    needs = null;
  }

  void wrote(SpokeAttempt attempt) {
    if (!deferred.isEmpty()) {
      attempt.writes.effects.forEach(list::wrote);
    }
  }

  /** The database refused the attempt's writes of these rows. */
  void refused(SpokeAttempt attempt, Set<RowId> rows) {
    if (!deferred.isEmpty()) {
      attempt.writes.effects.stream()
          .filter(effect -> rows.contains(effect.rowId()))
          .forEach(effect -> list.refused(effect.rowId(), effect));
    }
  }

  /**
   * Returns the rows that are not to be tried now, with what is known of them: rows that waited
   * before this transaction for something that has not changed.
   */
  private Map<RowId, Refused> resting() {
    Set<RowId> called = list.take();
    called.addAll(due);
    // the halves of an update of a key can only be tried together
    Set<RowId> now = deferred.isEmpty() ? called : needs().alike(called);
    Map<RowId, Refused> resting = new HashMap<>();
    deferred.forEach(
        (row, wait) -> {
          boolean waits = before.contains(row) && wait.needs() != null;
          if (waits && !now.contains(row)) {
            resting.put(row, Refused.of(wait));
          } else {
            tried.add(row);
          }
        });
    return resting;
  }

  /**
   * Retries deferred entries, after all later entries are written, and those that wait for what
   * that writes.
   */
  void retry() {
    int round = 0;
    do {
      retryOnce(resting());
      round++;
    } while (round < ROUNDS && !list.isEmpty());
  }

  private void retryOnce(Map<RowId, Refused> resting) {
    List<HubEntry> again = new ArrayList<>();
    BatchLimit limit = new BatchLimit();
    boolean inParts = false;
    for (Wait wait : List.copyOf(deferred.values())) {
      String payload = session.tx().whole(wait).payload();
      again.add(entry(wait, payload));
      if (limit.add(payload.length()).reached()) {
        inParts |= retry(List.copyOf(again), resting, false);
        again.clear();
        limit.clear();
      }
    }
    inParts |= retry(again, resting, false);
    if (inParts) {
      retryTogether();
    }
  }

  /**
   * Rows that exchange unique values in a circle can only be written together, even when they are
   * too large for a batch. A few are.
   */
  private void retryTogether() {
    List<HubEntry> few = new ArrayList<>();
    long size = 0;
    for (Wait wait : List.copyOf(deferred.values())) {
      String payload = session.tx().whole(wait).payload();
      size += payload.length();
      if (few.size() < MOST_TOGETHER && size <= CHARS_TOGETHER) {
        few.add(entry(wait, payload));
      }
    }
    if (few.size() > 1) {
      retry(few, Map.of(), true);
    }
  }

  private boolean retry(List<HubEntry> entries, Map<RowId, Refused> resting, boolean together) {
    if (entries.size() > resting.size()) {
      session.tx().expectRefusals();
    }
    SpokeBatch batch = new SpokeBatch(session, entries, resting, together);
    batch.run();
    return batch.wasCut();
  }

  private static HubEntry entry(Wait wait, String payload) {
    return DeferredText.parse(wait.row(), payload);
  }

  /** Plans the next tries of what waits now that the transaction has committed. */
  void committed() {
    Set<RowId> now = Set.copyOf(deferred.keySet());
    Set<RowId> fresh = new HashSet<>(now);
    fresh.removeAll(before);
    schedule.ended(new WaitSchedule.Left(begun, now, fresh, tried, Set.of(), needs()));
  }
}
