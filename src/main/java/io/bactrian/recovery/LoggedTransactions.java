package io.bactrian.recovery;

import io.bactrian.changelog.LogEntry;
import io.bactrian.changeset.Item;
import io.bactrian.changeset.RowId;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;

/**
 * Which source transactions in a restored outbox are in the log already: those that waited when the
 * backup was made and were captured later. The others were written since the restore, perhaps with
 * the same numbers. Immutable. Reading keeps the outbox in memory, which is small compared to the
 * log.
 *
 * @param logged ids of source transactions that are in the log
 * @param newer rows that the other transactions change
 */
record LoggedTransactions(Set<String> logged, Set<RowId> newer) {

  /**
   * @param outbox entries of the restored outbox
   * @param log entries of the log after the backup
   */
  static LoggedTransactions of(Iterator<LogEntry> outbox, Iterator<LogEntry> log) {
    Map<Long, LogEntry> waiting = new HashMap<>();
    outbox.forEachRemaining(
        row -> {
          if (row.number() != LogEntry.FOLLOWS) {
            waiting.put(row.number(), row);
          }
        });
    Set<String> logged = new HashSet<>();
    while (!waiting.isEmpty() && log.hasNext()) {
      LogEntry entry = log.next();
      LogEntry row = waiting.get(entry.number());
      if (row != null && row.tells(entry)) {
        logged.add(row.transaction());
      }
    }
    Set<RowId> newer = new HashSet<>();
    for (LogEntry row : waiting.values()) {
      if (row.item() instanceof Item.Change change && !logged.contains(row.transaction())) {
        newer.addAll(change.rowIds());
      }
    }
    return new LoggedTransactions(logged, newer);
  }
}
