package io.bactrian.database.dialect;

import java.util.Map;
import java.util.Set;

/**
 * Options of triggers. Immutable.
 *
 * @param suppressedOrigin a partner whose changes, when the applier writes them here, are not
 *     recorded in the outbox, because they are sent to no other site: at a spoke the hub; null for
 *     none
 * @param restored columns in which a partner's value stands, whatever the application's triggers
 *     make of it; by table
 * @param readBack columns in which what the application's triggers make of a partner's value
 *     stands; by table
 */
public record TriggerOptions(
    String suppressedOrigin, Map<String, Set<String>> restored, Map<String, Set<String>> readBack) {
  /** Records all changes in the outbox, as the hub does. */
  public static final TriggerOptions NONE = new TriggerOptions(null);

  public TriggerOptions {
    restored = Map.copyOf(restored);
    readBack = Map.copyOf(readBack);
  }

  /** No column is treated in another way. */
  public TriggerOptions(String suppressedOrigin) {
    this(suppressedOrigin, Map.of(), Map.of());
  }

  /** Columns of the table in which a partner's value stands. */
  public Set<String> restored(String table) {
    return restored.getOrDefault(table, Set.of());
  }

  /** Whether the configuration says what is to become of the column when a trigger changes it. */
  public boolean decided(String table, String column) {
    return restored(table).contains(column)
        || readBack.getOrDefault(table, Set.of()).contains(column);
  }
}
