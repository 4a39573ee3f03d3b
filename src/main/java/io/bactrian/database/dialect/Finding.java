package io.bactrian.database.dialect;

/**
 * Something about a tracked table that a person should know.
 *
 * @param table as configured
 * @param message what, which, what follows and what to do; without row values
 */
public record Finding(Kind kind, String table, String message) {

  /** What was found. */
  public enum Kind {
    TABLE_ABSENT(true),
    TABLE_WITHOUT_KEY(true),
    COLUMN_NOT_EXCLUDABLE(true),
    /** There is no side table and no trigger at all. */
    NOT_INSTALLED(true),
    SIDE_TABLE_MISSING(true),
    SIDE_TABLE_OUTDATED(true),
    TRIGGER_MISSING(true),
    TRIGGER_DISABLED(true),
    TRIGGER_OUTDATED(true),
    /** A trigger of ours on a table that is not tracked any more. */
    TRIGGER_LEFT_OVER(true),
    /** An application's AFTER trigger; how it is treated stands in the message. */
    APPLICATION_TRIGGER(false),
    /** A cascade from or to a tracked table; how it is treated stands in the message. */
    CASCADE(false);

    private final boolean fault;

    Kind(boolean fault) {
      this.fault = fault;
    }

    /** Whether changes would go unnoticed until it is mended. */
    public boolean fault() {
      return fault;
    }
  }
}
