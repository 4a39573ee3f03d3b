package io.bactrian.capture;

import io.bactrian.apply.OutboxRecord.ConflictRecord;
import io.bactrian.changelog.ConflictRecords;
import io.bactrian.changeset.Row;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Stores the conflict records of a batch in sets, and waits until each set is on disk. Keeps one
 * set in memory, limited by number and by characters. For one thread.
 */
public final class ConflictSets implements Consumer<ConflictRecord> {
  private static final int MOST = 500;
  private static final long MOST_CHARS = 1 << 20;

  private final ConflictRecords conflicts;
  private final Clock clock;
  private final List<ConflictRecord> waiting = new ArrayList<>();
  private long chars;

  public ConflictSets(ConflictRecords conflicts, Clock clock) {
    this.conflicts = conflicts;
    this.clock = clock;
  }

  @Override
  public void accept(ConflictRecord record) {
    waiting.add(record);
    var conflict = record.conflict();
    chars +=
        length(conflict.base())
            + length(conflict.ours())
            + length(conflict.theirs())
            + length(record.decision().row());
    if (waiting.size() >= MOST || chars >= MOST_CHARS) {
      store();
    }
  }

  private static long length(Row row) {
    return row == null ? 0 : row.textLength();
  }

  /** Stores the current set. All records accepted so far are durable when this returns. */
  public void store() {
    if (!waiting.isEmpty()) {
      conflicts.save(List.copyOf(waiting), clock.instant());
      waiting.clear();
      chars = 0;
    }
  }
}
