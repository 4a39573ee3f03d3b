package io.bactrian.changelog;

import io.bactrian.apply.OutboxRecord.ConflictRecord;
import java.time.Instant;
import java.util.List;

/** Stores the conflicts that capture finds in the outbox. Thread-safe. */
@FunctionalInterface
public interface ConflictRecords {

  /**
   * Saves conflicts, durably when this returns. Saving one again changes nothing, even if it was
   * closed since. After an error some may have been saved.
   *
   * @param some few enough to be in memory twice
   * @param at when they were captured
   * @throws io.bactrian.problem.ProblemException when another conflict has the id of one of them
   */
  void save(List<ConflictRecord> some, Instant at);
}
