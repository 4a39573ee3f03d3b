package io.bactrian.conflict;

/** What kind of conflict a spoke's change met at the hub. */
public enum Kind {
  UPDATE_UPDATE,
  INSERT_INSERT,
  /** The hub updated (or kept) what the spoke deleted. */
  UPDATE_DELETE,
  /** The hub deleted what the spoke updated. */
  DELETE_UPDATE,
  DELETE_DELETE,
  UNIQUE_KEY_TAKEN,
  PARENT_MISSING,
  PARENT_DELETED,
  RULE_VIOLATED,
  LATE_EDIT,
  SURROGATE_KEY_TAKEN,
  /** A spoke's row was not what the hub believed, without a pending change. */
  DRIFT,
  /** A row that a spoke had after a reload is not what the hub shows it. */
  RELOADED
}
