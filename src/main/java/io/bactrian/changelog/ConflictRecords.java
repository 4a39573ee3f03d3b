package io.bactrian.changelog;

import io.bactrian.apply.OutboxRecord.ConflictRecord;
import java.time.Instant;
import java.util.List;

/** Where capture puts the conflicts that it comes across. Thread-safe. */
@FunctionalInterface
public interface ConflictRecords {

  /**
   * Keeps conflicts, durable when this returns; the same again changes nothing, even when it has
   * been closed since. When it fails some of them may have been kept.
   *
   * @param some few enough to be in memory twice
   * @param at when they were captured
   * @throws io.bactrian.problem.ProblemException when another conflict has the id of one of them
   */
  void save(List<ConflictRecord> some, Instant at);
}
