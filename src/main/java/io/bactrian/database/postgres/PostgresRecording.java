package io.bactrian.database.postgres;

import java.util.List;

/**
 * How the triggers of one table record its changes; follows from what else acts on the table.
 *
 * @param byRow whether a trigger fires for each row: where application triggers, rules or cascades
 *     may change a row again before the statement ends, only the version of each row ({@code ctid})
 *     tells the order of its changes. Otherwise one trigger records a whole statement from its
 *     transition tables
 * @param transitions whether the triggers have transition tables, as those of statements always do,
 *     and those of rows where PostgreSQL allows it. By them it notices that the table was altered;
 *     otherwise each row has to be looked up
 * @param waits how often the transaction has to draw a number again at its end: 0 if nothing waits
 *     for other transactions after the trigger, 1 if checks of the statement do, 2 if deferred
 *     constraints do
 * @param cascadesToItself whether a change of a row may cascade to other rows of the same table
 * @param leaves the partitions that hold rows, as {@code schema.table}, quoted
 */
record PostgresRecording(
    boolean byRow,
    boolean transitions,
    int waits,
    boolean cascadesToItself,
    boolean partitioned,
    List<String> leaves) {
  PostgresRecording {
    leaves = List.copyOf(leaves);
  }
}
