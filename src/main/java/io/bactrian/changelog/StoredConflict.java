package io.bactrian.changelog;

import io.bactrian.apply.OutboxRecord.ConflictRecord;
import java.time.Instant;

/**
 * A stored conflict.
 *
 * @param record as it was saved; from {@link ConflictLog#list} possibly with shortened values
 * @param at when it happened, in milliseconds
 * @param open whether it waits for a person's decision
 * @param closing how a person closed it, or null
 */
public record StoredConflict(ConflictRecord record, Instant at, boolean open, Closing closing) {

  /**
   * How a person closed a conflict.
   *
   * @param by who
   * @param how what was decided, in words
   */
  public record Closing(String by, String how, Instant at) {}
}
