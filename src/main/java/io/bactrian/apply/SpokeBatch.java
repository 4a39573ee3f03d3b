package io.bactrian.apply;

import io.bactrian.changeset.Row;
import io.bactrian.changeset.RowId;
import io.bactrian.changeset.Table;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A batch of the hub's entries at a spoke. For one thread. */
final class SpokeBatch extends Batch {
  private final SpokeSession session;
  private final List<HubEntry> entries;
  private final Map<RowId, Refused> resting;
  private final boolean together;
  private final Portions<HubEntry> portions;
  private final Set<RowId> raced = new HashSet<>();
  private final Set<RowId> followed = new HashSet<>();
  private final Map<RowId, Refused> refused = new HashMap<>();
  private CurrentRows current;
  private Map<RowId, Set<RowId>> cascaded = Map.of();
  private SpokeAttempt attempt;
  private boolean cut;

  /** Whether updates of keys are taken as a delete and an insert. */
  private boolean apart;

  /**
   * @param resting rows that wait and are not tried, with the reason
   * @param together whether it is never taken in parts, however large its rows are
   */
  SpokeBatch(
      SpokeSession session, List<HubEntry> entries, Map<RowId, Refused> resting, boolean together) {
    this.session = session;
    this.entries = entries;
    this.resting = resting;
    this.together = together;
    refused.putAll(resting);
    portions = new Portions<>(entries);
  }

  /** Whether it was taken in parts. */
  boolean wasCut() {
    return cut;
  }

  @Override
  public boolean isOpen() {
    return !portions.isEmpty();
  }

  @Override
  public List<MappedRow> rows() {
    return entries.stream()
        .filter(entry -> entry.before() != null || entry.after() != null)
        .map(entry -> MappedRow.of(entry.before(), entry.after()))
        .toList();
  }

  @Override
  void lockRows() {
    current = null;
    while (current == null) {
      List<HubEntry> portion = portions.next();
      Map<RowId, Table> ids = new LinkedHashMap<>();
      for (HubEntry entry : portion) {
        if (entry.table() != null) {
          ids.put(entry.id(), entry.table());
        }
      }
      try {
        current = new CurrentRows(session.tx(), ids, together || portion.size() == 1);
        cascaded = cascaded(portion);
      } catch (ApplyTransaction.RowsTooLargeException tooLarge) {
        if (portion.size() == 1) {
          throw tooLarge;
        }
        current = null;
        portions.cut(portion.size() / 2);
        cut = true;
        forget();
      }
    }
  }

  /** Locks what is deleted with the rows that the portion deletes, so that it can be looked at. */
  private Map<RowId, Set<RowId>> cascaded(List<HubEntry> portion) {
    Map<Table, Map<RowId, Row>> deleted = new LinkedHashMap<>();
    for (HubEntry entry : portion) {
      if (entry.table() != null && entry.removes() && current.found(entry.id())) {
        deleted
            .computeIfAbsent(entry.table(), table -> new LinkedHashMap<>())
            .put(entry.id(), current.get(entry.id()));
      }
    }
    Map<RowId, Set<RowId>> all = new HashMap<>();
    deleted.forEach((table, rows) -> all.putAll(session.tx().lockCascaded(table, rows.values())));
    return all;
  }

  private void forget() {
    raced.clear();
    followed.clear();
    refused.clear();
    refused.putAll(resting);
    apart = false;
  }

  /** Reads which rows have pending changes, now that they are locked, and then decides. */
  @Override
  void resolve() {
    attempt = session.attempt(current, cascaded, raced, followed, refused);
    List<HubEntry> portion = portions.next();
    for (int i = 0; i < portion.size(); i++) {
      HubEntry entry = portion.get(i);
      HubEntry moved = entry.becomes() == null ? null : following(portion, i, entry.becomes());
      if (moved == null || apart || !attempt.move(entry, moved)) {
        attempt.apply(entry);
      }
    }
  }

  /** The entry that gives the row with the new key. */
  private static HubEntry following(List<HubEntry> portion, int from, RowId row) {
    return portion.subList(from + 1, portion.size()).stream()
        .filter(entry -> entry.id().equals(row))
        .findFirst()
        .orElse(null);
  }

  @Override
  void write() {
    ApplyTransaction tx = session.tx();
    Object start = tx.savepoint();
    List<Failure> failures = WriteOrder.atSpoke(tx, start, new Folded(attempt.writes.all).writes);
    Set<RowId> failed = new HashSet<>();
    for (Failure failure : failures) {
      refused.put(failure.write().id(), session.reason(failure));
      failed.add(failure.write().id());
    }
    if (!failed.isEmpty()) {
      session.refused(attempt, failed);
    }
    Set<RowId> late = failures.isEmpty() ? attempt.changedMeanwhile() : Set.of();
    if (failures.isEmpty() && late.isEmpty()) {
      portions.taken();
      forget();
      session.keep(attempt);
      return;
    }
    tx.rollbackTo(start);
    if (late.stream().anyMatch(attempt::inserted) && attempt.hasMoved() && !apart) {
      apart = true; // rows that were inserted may have followed a new key, by a cascade
      return;
    }
    // what others did is still there; what our own writes brought about is not
    Set<RowId> still = attempt.changedOf(late);
    raced.addAll(still);
    late.stream().filter(row -> !still.contains(row)).forEach(followed::add);
  }
}
