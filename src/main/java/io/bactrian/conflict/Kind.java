package io.bactrian.conflict;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

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
  /** A spoke changed a row that it does not see, or no longer sees. */
  LATE_EDIT,
  /** A spoke's change would place a row where it may not: outside its view, or with others. */
  NOT_YOURS,
  SURROGATE_KEY_TAKEN,
  /** A spoke's row was not what the hub believed, without a pending change. */
  DRIFT,
  /** A row that a spoke had after a reload is not what the hub shows it. */
  RELOADED;

  private static final Set<Kind> PAIRS =
      EnumSet.of(UPDATE_UPDATE, INSERT_INSERT, UPDATE_DELETE, DELETE_UPDATE, DELETE_DELETE);

  /** For people: {@code update/delete}, {@code not-yours}. */
  public String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', PAIRS.contains(this) ? '/' : '-');
  }
}
