package io.bactrian.apply;

import io.bactrian.changeset.RowId;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Decides parked rows as a person has said, in the transaction of a session. For one thread. */
final class ParkedDecisions {
  private final HubSession session;
  private final ParkedRows parked;
  private final ParkedRetries retries;

  ParkedDecisions(HubSession session, ParkedRows parked, ParkedRetries retries) {
    this.session = session;
    this.parked = parked;
    this.retries = retries;
  }

  private RejectedChanges records(String by) {
    return new RejectedChanges(session.view(), session.number(), by);
  }

  /**
   * A person decided about parked rows for the spoke: they are retried. Those that are written
   * leave records.
   *
   * @return whether any of them is parked
   */
  boolean accept(Set<RowId> rows, String by) {
    List<List<WaitingRow>> groups = parked.groups(rows);
    for (List<WaitingRow> group : groups) {
      AcceptedRows accepted = new AcceptedRows(session, parked.read(group));
      retries.retry(group);
      session.record(accepted.records(parked, session.number(), by));
    }
    retries.retryMet(Set.of());
    return !groups.isEmpty();
  }

  /**
   * A person decided about parked rows for ours: they are rejected, and with them the rows that
   * wait for one that only they would have brought.
   *
   * @return all that are rejected, those named first
   */
  Set<RowId> reject(Set<RowId> rows, String by) {
    Set<RowId> all = new LinkedHashSet<>();
    Set<RowId> next = rows;
    while (!next.isEmpty()) {
      Set<RowId> children = new LinkedHashSet<>();
      for (List<WaitingRow> group : parked.groups(next)) {
        group.forEach(waiting -> all.add(waiting.row()));
        parked.read(group).forEach(waiting -> children.addAll(reject(waiting, by)));
      }
      children.removeAll(all);
      next = children;
    }
    return all;
  }

  /**
   * A person decided with which values the parked changes of a row are retried.
   *
   * @return whether they were written
   */
  boolean accept(RowId row, Map<String, String> values, String by) {
    List<Wait> waiting = parked.of(row);
    if (waiting.isEmpty() || !retries.retryWith(waiting, new GivenValues(values))) {
      return false;
    }
    for (Wait wait : waiting) {
      MappedChange parts = MappedChange.of(session.view().toHub(), WaitText.parse(wait.payload()));
      CurrentRows current = new CurrentRows(session.tx(), parts.reach(), true);
      session.record(records(by).records(wait, parts, current));
    }
    retries.retryMet(Set.of());
    return true;
  }

  /**
   * The parked changes of a row become records of conflicts that the spoke lost.
   *
   * @return the rows that wait for what these changes would have brought
   */
  private Set<RowId> reject(List<Wait> waiting, String by) {
    Set<RowId> children = new LinkedHashSet<>();
    for (Wait wait : waiting) {
      Wait whole = session.tx().whole(wait);
      MappedChange parts = MappedChange.of(session.view().toHub(), WaitText.parse(whole.payload()));
      CurrentRows current = new CurrentRows(session.tx(), parts.reach(), true);
      session.lost(parts, current, records(by).records(whole, parts, current));
      parts.brings(current).forEach(row -> children.addAll(parked.needs().met(row)));
    }
    parked.settled(waiting);
    return children;
  }
}
