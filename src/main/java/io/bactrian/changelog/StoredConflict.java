package io.bactrian.changelog;

import io.bactrian.apply.BatchLimit;
import io.bactrian.apply.OutboxRecord.ConflictRecord;
import io.bactrian.conflict.Conflict;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A stored conflict. Immutable.
 *
 * @param record as it was saved; from {@link ConflictLog#list} possibly with shortened values
 * @param at when it happened, in milliseconds
 * @param open whether it waits for a person's decision
 * @param acts what people did about it, in order
 */
public record StoredConflict(ConflictRecord record, Instant at, boolean open, List<Act> acts) {
  public StoredConflict {
    acts = List.copyOf(acts);
  }

  /** What was done last. */
  public Optional<Act> last() {
    return acts.isEmpty() ? Optional.empty() : Optional.of(acts.get(acts.size() - 1));
  }

  /** Characters of its rows, without those in its acts. */
  long size() {
    Conflict conflict = record.conflict();
    return BatchLimit.size(conflict.base())
        + BatchLimit.size(conflict.ours())
        + BatchLimit.size(conflict.theirs())
        + BatchLimit.size(record.decision().row());
  }
}
