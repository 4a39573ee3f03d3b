package io.bactrian.apply;

import io.bactrian.changeset.Item;
import io.bactrian.conflict.Conflict;
import io.bactrian.conflict.Decision;

/** What the applier itself puts into the outbox, in the transaction that applies. */
public sealed interface OutboxRecord {

  /**
   * @param destination the spoke
   * @param judgedAt position of our changelog when the judgement read its rows; capture looks from
   *     there for an insert that the judgement could not see
   */
  record VerdictFor(String destination, Item.Verdict verdict, long judgedAt)
      implements OutboxRecord {}

  /** Last of each apply transaction. */
  record MarkerFor(String destination, Item.Marker marker) implements OutboxRecord {}

  /**
   * A conflict with everything that a person needs to understand and undo it.
   *
   * @param number the spoke's changeset
   */
  record ConflictRecord(String id, long number, Conflict conflict, Decision decision)
      implements OutboxRecord {}
}
