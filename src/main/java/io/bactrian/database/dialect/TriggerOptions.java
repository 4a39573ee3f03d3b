package io.bactrian.database.dialect;

/**
 * How triggers are made.
 *
 * @param suppressedOrigin a partner whose changes, as the applier writes them here, are not put
 *     into the outbox at all, because nobody else is to hear of them: at a spoke the hub; null for
 *     none
 */
public record TriggerOptions(String suppressedOrigin) {
  /** Everything is put into the outbox: the hub. */
  public static final TriggerOptions NONE = new TriggerOptions(null);
}
