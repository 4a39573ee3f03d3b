package io.bactrian.apply;

/**
 * A write that failed because of its data. It left no effect in the transaction.
 *
 * @param write the write that failed
 * @param kind the class of error
 * @param reason the database's message without row values
 */
public record Failure(Write write, Kind kind, String reason) {
  /** Derived from the SQLSTATE. */
  public enum Kind {
    UNIQUE_KEY_TAKEN,
    PARENT_MISSING,
    STILL_REFERENCED,
    OTHER_INTEGRITY,
    DATA
  }
}
