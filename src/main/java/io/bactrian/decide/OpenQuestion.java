package io.bactrian.decide;

import io.bactrian.changeset.Row;
import io.bactrian.changeset.Table;
import java.util.List;

/**
 * What waits for a person at the hub.
 *
 * @param id by which it is decided
 * @param what {@code manual} for an open conflict, {@code decided} for one that is closed, {@code
 *     parked} for a change that could not be written
 * @param spoke whose change it is
 * @param table conflict: the hub's table; parked: the spoke's
 * @param key of the row in question, as text for people; null when no side has the row
 * @param columns positions in question; of a parked change all
 * @param reason why it waits, without row values
 * @param base as both last agreed, null when absent
 * @param ours the hub's row, null when absent or, for a parked change, not comparable
 * @param theirs the spoke's row, null when absent
 */
public record OpenQuestion(
    String id,
    String what,
    String spoke,
    Table table,
    String key,
    List<Integer> columns,
    String reason,
    Row base,
    Row ours,
    Row theirs) {}
