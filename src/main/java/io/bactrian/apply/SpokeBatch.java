package io.bactrian.apply;

import io.bactrian.changeset.RowId;
import io.bactrian.changeset.Table;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Entries of the hub on their way into a spoke's database. For one thread. */
final class SpokeBatch extends Batch {
  private final SpokeSession session;
  private final List<HubEntry> entries;
  private final Portions<HubEntry> portions;
  private final Set<RowId> raced = new HashSet<>();
  private final Map<RowId, String> refused = new HashMap<>();
  private CurrentRows current;
  private SpokeAttempt attempt;

  SpokeBatch(SpokeSession session, List<HubEntry> entries) {
    this.session = session;
    this.entries = entries;
    portions = new Portions<>(entries);
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
        current = new CurrentRows(session.tx(), ids, portion.size() == 1);
      } catch (ApplyTransaction.RowsTooLargeException tooLarge) {
        if (portion.size() == 1) {
          throw tooLarge;
        }
        portions.cut(portion.size() / 2);
        forget();
      }
    }
  }

  private void forget() {
    raced.clear();
    refused.clear();
  }

  /** What is pending here is read first, now that the rows are locked. */
  @Override
  void resolve() {
    attempt = session.attempt(current, raced, refused);
    portions.next().forEach(attempt::apply);
  }

  @Override
  void write() {
    ApplyTransaction tx = session.tx();
    Object start = tx.savepoint();
    List<Failure> failures = WriteOrder.atSpoke(tx, start, attempt.writes);
    failures.forEach(failure -> refused.put(failure.write().id(), failure.reason()));
    Set<RowId> late = failures.isEmpty() ? attempt.changedMeanwhile() : Set.of();
    if (failures.isEmpty() && late.isEmpty()) {
      portions.taken();
      forget();
      session.keep(attempt);
      return;
    }
    raced.addAll(late);
    tx.rollbackTo(start);
  }
}
