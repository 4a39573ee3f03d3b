package io.bactrian.capture.replay;

/** Ways in which a captured log fails to say what the tables say. */
enum Fault {
  /** A row of the table is not in the replay. */
  ROW_LACKING,
  /** The replay has a row that the table does not have. */
  ROW_LEFT,
  /** A row has other values in the replay. */
  ROW_DIFFERS,
  /** Changes of a row in one transaction are not in their order. */
  ORDER_IN_TRANSACTION,
  /** A change does not start from what the changes before it left. */
  ORDER_OF_IMAGES,
  /** A foreign key or unique constraint does not hold at the end of a replayed transaction. */
  ORDER_BETWEEN_TRANSACTIONS,
  /** A transaction comes in pieces, or without an end. */
  TORN_TRANSACTION,
  /** The applier's own write has no origin, or something else has. */
  ORIGIN,
  /** A row has not the columns of its table. */
  SHAPE,
  /** Capture ended with an error. */
  STOPPED,
  /** A statement of the application failed in a trigger of ours. */
  HOST_SUFFERS,
  /** The applier failed for another reason than its rows. */
  APPLIER_FAILED,
  /** Installing failed, other than by a refusal. */
  INSTALL_FAILED,
  /** No statement ends, and none waits. */
  HANGS
}
