package io.bactrian.conflict;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/** The kinds of conflicts. */
public enum Kind {
  UPDATE_UPDATE,
  INSERT_INSERT,
  /** The spoke deleted a row that the hub updated, or has with other values. */
  UPDATE_DELETE,
  /** The spoke updated a row that the hub deleted. */
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
  /** A spoke's row was not as the hub expected, and no pending change explains it. */
  DRIFT,
  /** After a load a spoke has a row that the hub does not show to it. */
  RELOADED;

  private static final Set<Kind> PAIRS =
      EnumSet.of(UPDATE_UPDATE, INSERT_INSERT, UPDATE_DELETE, DELETE_UPDATE, DELETE_DELETE);

  /** Returns the word shown to people, such as {@code update/delete} or {@code not-yours}. */
  public String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', PAIRS.contains(this) ? '/' : '-');
  }
}
