package io.bactrian.apply;

/**
 * Thrown to roll back a changeset and apply it again in a new transaction. It happens at most once
 * for each table: when the applier finds that the database itself alters rows of that table, so
 * that decisions made without checking for it may be wrong. The applier remembers the table.
 */
public final class ApplyAgainException extends RuntimeException {
  private static final long serialVersionUID = 1;

  ApplyAgainException(String table) {
    super(
        "The database of this site alters rows of `%s` as they are written, and moves them out of their sender's view. The changeset is applied again, with a look at each such row."
            .formatted(table));
  }
}
