package io.bactrian.exchange;

import io.bactrian.changeset.Header;

/**
 * What became of an arrived changeset.
 *
 * @param detail for the log line: counts, or why it waits
 */
public record Receipt(Outcome outcome, Header header, String detail) {

  /** Each of them is an ordinary event; what is refused is an exception instead. */
  public enum Outcome {
    /** Applied, with any that had waited for it. */
    APPLIED,
    /** Was applied before, the same to the last bit. */
    DUPLICATE,
    /** An earlier one is missing; kept until it comes. */
    WAITING
  }
}
