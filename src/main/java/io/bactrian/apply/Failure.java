package io.bactrian.apply;

/**
 * A write that the database refused for its data: nothing of it remains in the transaction.
 *
 * @param write what was tried
 * @param kind what stood against it
 * @param reason the database's message without row values
 */
public record Failure(Write write, Kind kind, String reason) {
  /** From the SQLSTATE. */
  public enum Kind {
    UNIQUE_KEY_TAKEN,
    PARENT_MISSING,
    STILL_REFERENCED,
    OTHER_INTEGRITY,
    DATA
  }
}
