package io.bactrian.apply;

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
    List<MappedChange> changes =
        byRow.values().stream().flatMap(List::stream).map(this::mapped).toList();
    session.tx().expectRefusals();
    new HubBatch(session, changes, true, Set::of, (some, attempt) -> settled(byRow, some, attempt))
        .run();
  }

  private MappedChange mapped(Wait wait) {
    String payload = session.tx().whole(wait).payload();
    return MappedChange.of(session.view().toHub(), WaitText.parse(payload));
  }

  private void settled(
      Map<RowId, List<Wait>> waiting, List<MappedChange> tried, HubAttempt attempt) {
    session.keep(attempt);
    Set<RowId> settled = new LinkedHashSet<>();
    tried.forEach(change -> settled.add(change.row()));
    attempt.refused.keySet().forEach(index -> settled.remove(tried.get(index).row()));
    settled.forEach(row -> parked.settled(waiting.get(row)));
  }
}
