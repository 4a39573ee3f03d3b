package io.bactrian.apply;

/**
 * The database refused a row of a table that is to hold its whole stream then: nothing of the
 * changeset is applied. Holds no row value.
 */
public final class RowRefusedException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /**
   * @param table ours
   * @param reason the database's, without values
   */
  RowRefusedException(String table, String reason) {
    super(
        "a row of `%s` is refused (%s), and tables.yaml says `on-refusal: hold` for that table. The stream waits; nothing is lost. Remove what stands in its way, or write `on-refusal: park` there."
            .formatted(table, reason));
  }
}
