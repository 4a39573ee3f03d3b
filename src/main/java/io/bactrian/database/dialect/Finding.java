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
    /** A view, a table that does not last, or one of a kind whose rows can't be captured. */
    TABLE_UNSUITABLE(true),
    COLUMN_NOT_EXCLUDABLE(true),
    /** A column's values mean nothing in another database. */
    COLUMN_UNSUITABLE(true),
    /** The database hides rows of a table from Bactrian's user. */
    ROWS_HIDDEN(true),
    /** A setting of the user or the database bends what Bactrian writes. */
    SESSION_UNSUITABLE(true),
    /** The database has neither side tables nor triggers of Bactrian. */
    NOT_INSTALLED(true),
    SIDE_TABLE_MISSING(true),
    SIDE_TABLE_OUTDATED(true),
    TRIGGER_MISSING(true),
    TRIGGER_DISABLED(true),
    /** A trigger of Bactrian does not fire in sessions that replicate or restore. */
    TRIGGER_NOT_ALWAYS(true),
    TRIGGER_OUTDATED(true),
    /** A trigger of Bactrian is on a table that is not tracked any more. */
    TRIGGER_LEFT_OVER(true),
    /** Changes of the table can't be captured and wait in the outbox. */
    TABLE_ON_HOLD(true),
    /** Partitions were attached, detached or dropped, with rows that no trigger saw. */
    PARTITIONS_CHANGED(true),
    /** An application's trigger changes a column of partners' rows, and nobody said what stands. */
    COLUMN_SET_BY_TRIGGER(true),
    /** A partner's value can't be put back into a column that a trigger changes. */
    COLUMN_NOT_RESTORABLE(true),
    /** An application's trigger may change partners' rows; the message says how. */
    ROW_CHANGED_BY_TRIGGER(false),
    /** An application has a trigger; the message says how it is handled. */
    APPLICATION_TRIGGER(false),
    /** An application has a rule; the message says what it does to rows of partners. */
    APPLICATION_RULE(false),
    /** A foreign key cascades from or to a tracked table; the message says how it is handled. */
    CASCADE(false),
    /** A sequence of each site fills the key: two sites draw the same numbers. */
    KEY_DRAWN(false),
    /** The database takes keys for equal that are written differently. */
    KEY_LOOSE(false),
    /** Two rows may have one key within a transaction. */
    KEY_DEFERRABLE(false),
    /** The database's own replication writes the table, too. */
    SUBSCRIPTION(false),
    /** The database has no trigger for TRUNCATE. */
    TRUNCATE_UNSEEN(false),
    /** Sessions pass through a pooler. */
    POOLED(false);

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
