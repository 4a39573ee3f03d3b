package io.bactrian.database.dialect;

/**
 * Options of triggers.
 *
 * @param suppressedOrigin a partner whose changes, when the applier writes them here, are not
 *     recorded in the outbox, because they are sent to no other site: at a spoke the hub; null for
 *     none
 */
public record TriggerOptions(String suppressedOrigin) {
  /** Records all changes in the outbox, as the hub does. */
  public static final TriggerOptions NONE = new TriggerOptions(null);
}
