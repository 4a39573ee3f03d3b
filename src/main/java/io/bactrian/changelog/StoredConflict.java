package io.bactrian.changelog;

import io.bactrian.apply.OutboxRecord.ConflictRecord;
import java.time.Instant;

/**
 * A conflict as it is kept.
 *
 * @param record exactly as it was saved, unless {@link ConflictLog#list} says otherwise
 * @param at when it happened, in milliseconds
 * @param open whether a person is still asked
 * @param closing null unless a person closed it
 */
public record StoredConflict(ConflictRecord record, Instant at, boolean open, Closing closing) {

  /**
   * How a conflict ended.
   *
   * @param by who
   * @param how what was decided, in words
   */
  public record Closing(String by, String how, Instant at) {}
}
