package io.bactrian.changelog;

import io.bactrian.apply.OutboxRecord.ConflictRecord;
import java.time.Instant;

/** Where capture puts the conflicts that it comes across. Thread-safe. */
@FunctionalInterface
public interface ConflictRecords {

  /**
   * Keeps a conflict, durable when this returns; the same again changes nothing, even when it has
   * been closed since.
   *
   * @param at when it was captured
   * @throws IllegalStateException when another conflict has this id
   */
  void save(ConflictRecord conflict, Instant at);
}
