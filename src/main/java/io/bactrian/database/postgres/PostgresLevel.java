package io.bactrian.database.postgres;

import java.util.List;

/**
 * How the rows of a table are recorded. Triggers fire by the bytes of their names: {@code !} is
 * before, {@code ~} behind any letter, digit or quote.
 */
enum PostgresLevel {
  /** All rows of a statement by one insert from its transition tables, at its end. */
  STATEMENT,

  /**
   * Each row by itself, where an application's AFTER trigger or a cascade could change rows again
   * before a statement's end. Updates and deletes are recorded as the last of what happens BEFORE,
   * because only there a cascade shows in {@code pg_trigger_depth}: the triggers that it makes fire
   * AFTER run as if the user had written its rows. Inserts come AFTER, first of all: before, it is
   * not known whether ON CONFLICT lets them in.
   */
  ROW,

  /**
   * Each row AFTER, for partitioned tables: rows may go straight into a partition, and an update
   * that moves a row to another partition is followed there by a delete and an insert.
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

  /** What the function returns: null would undo a row before it is written. */
  String result(String operation) {
    if (!before(operation)) {
      return "null";
    }
    return operation.equals("update") ? "new" : "old";
  }
}
