package io.bactrian.apply;

/**
 * A changeset was applied and has to be taken back: while it was judged something was learned of
 * our database that changes the judgement. The same applier, given the same changeset in a new
 * transaction, takes it into account; once for each table.
 */
public final class ApplyAgainException extends RuntimeException {
  private static final long serialVersionUID = 1;

  ApplyAgainException(String table) {
    super(
        "The database of this site alters rows of `%s` as they are written, and moves them out of their sender's view. The changeset is applied again, with a look at each such row."
            .formatted(table));
  }
}
