package io.bactrian.decide;

import io.bactrian.changeset.Row;
import io.bactrian.changeset.Table;
import java.util.List;

/**
 * A line of the list with the rows in it.
 *
 * @param table conflict: the hub's table; parked: the spoke's; null for a held row, of which the
 *     hub knows only the key
 * @param columns positions in question; of a parked change all
 * @param base the row as both sides last had it, null when absent
 * @param ours the hub's row, null when absent or, for a parked change, not comparable
 * @param theirs the spoke's row, null when absent
 */
public record OpenQuestion(
    ListedQuestion listed, Table table, List<Integer> columns, Row base, Row ours, Row theirs) {}
