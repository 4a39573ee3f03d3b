package io.bactrian.database.dialect;

/**
 * A fault or note about a table, for a person to read.
 *
 * @param table as configured
 * @param message what, which, what follows and what to do; without row values
 */
public record Finding(Kind kind, String table, String message) {

  /** The kind of a finding. */
  public enum Kind {
    TABLE_ABSENT(true),
    TABLE_WITHOUT_KEY(true),
    COLUMN_NOT_EXCLUDABLE(true),
    /** The database has neither side tables nor triggers of Bactrian. */
    NOT_INSTALLED(true),
    SIDE_TABLE_MISSING(true),
    SIDE_TABLE_OUTDATED(true),
    TRIGGER_MISSING(true),
    TRIGGER_DISABLED(true),
    TRIGGER_OUTDATED(true),
    /** A trigger of Bactrian is on a table that is not tracked any more. */
    TRIGGER_LEFT_OVER(true),
    /** An application's trigger changes a column of partners' rows, and nobody said what stands. */
    COLUMN_SET_BY_TRIGGER(true),
    /** A partner's value can't be put back into a column that a trigger changes. */
    COLUMN_NOT_RESTORABLE(true),
    /** An application's trigger may change partners' rows; the message says how. */
    ROW_CHANGED_BY_TRIGGER(false),
    /** An application has an AFTER trigger; the message says how it is handled. */
    APPLICATION_TRIGGER(false),
    /** A foreign key cascades from or to a tracked table; the message says how it is handled. */
    CASCADE(false);

    private final boolean fault;

    Kind(boolean fault) {
      this.fault = fault;
    }

    /** Whether it must be fixed, as changes are not captured correctly. */
    public boolean fault() {
      return fault;
    }
  }
}
