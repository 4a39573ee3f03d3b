package io.bactrian.database.postgres;

import java.util.List;

/**
 * How triggers record the rows of a table. PostgreSQL fires triggers in byte order of their names:
 * {@code !} sorts before, {@code ~} after any letter, digit or quote.
 */
enum PostgresLevel {
  /** Records all rows of a statement by one insert from its transition tables, at its end. */
  STATEMENT,

  /**
   * Records each row on its own, where an application's AFTER trigger or a cascade could change
   * rows again before the statement ends. Updates and deletes are recorded by the last BEFORE
   * trigger, because only there {@code pg_trigger_depth} shows a cascade: AFTER triggers of its
   * rows run as if the user had written them. Inserts are recorded by the first AFTER trigger, as a
   * BEFORE trigger does not know whether ON CONFLICT skips the row.
   */
  ROW,

  /**
   * Records each row by an AFTER trigger, for partitioned tables: rows may be written directly into
   * a partition, and an update that moves a row to another partition fires as a delete and an
   * insert there.
   */
  ROW_AFTER;

  static final List<String> PREFIXES = List.of("!", "~");

  boolean byRow(String operation) {
    return this != STATEMENT && !operation.equals("truncate");
  }

  private boolean before(String operation) {
    return this == ROW && (operation.equals("update") || operation.equals("delete"));
  }

  String prefix(String operation) {
    return before(operation) ? "~" : "!";
  }

  String moment(String operation) {
    return before(operation) || operation.equals("truncate") ? "before" : "after";
  }

  String clause(String operation) {
    if (byRow(operation)) {
      return "for each row";
    }
    return switch (operation) {
          case "insert" -> "referencing new table as bactrian_new ";
          case "delete" -> "referencing old table as bactrian_old ";
          case "update" -> "referencing old table as bactrian_old new table as bactrian_new ";
          default -> "";
        }
        + "for each statement";
  }

  /** The function's return value; null from a BEFORE trigger would cancel the write. */
  String result(String operation) {
    if (!before(operation)) {
      return "null";
    }
    return operation.equals("update") ? "new" : "old";
  }
}
