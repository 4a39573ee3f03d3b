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
 * What of a restored outbox the log has already: it was waiting when the backup was made and was
 * captured after that. The rest was written since the restore, perhaps under the same numbers. Pure
 * and immutable once read; holds the outbox, which is small beside the log.
 *
 * @param logged names of source transactions that the log has
 * @param newer rows that all the others change
 */
record LoggedTransactions(Set<String> logged, Set<RowId> newer) {

  /**
   * @param outbox what the restored outbox holds
   * @param log what the log holds beyond the backup
   */
  static LoggedTransactions of(Iterator<LogEntry> outbox, Iterator<LogEntry> log) {
    Map<Long, LogEntry> waiting = new HashMap<>();
    outbox.forEachRemaining(row -> waiting.put(row.number(), row));
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
        newer.add(change.rowId());
      }
    }
    return new LoggedTransactions(logged, newer);
  }
}
