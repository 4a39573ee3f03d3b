package io.bactrian.conflict;

import io.bactrian.changeset.Row;
import io.bactrian.changeset.Table;
import java.util.List;

/**
 * The question put to a rule: one column group of one row, or a whole row when one side is absent.
 *
 * @param kind what met
 * @param table the hub's table
 * @param columns positions of the group in question; all contributed columns when a side is absent
 * @param base the row when the spoke last agreed with the hub, in the hub's terms; null when absent
 * @param ours the hub's row now; null when absent
 * @param theirs the spoke's row, in the hub's terms; null when absent
 * @param spoke the site that sent it
 */
public record Conflict(
    Kind kind, Table table, List<Integer> columns, Row base, Row ours, Row theirs, String spoke) {}
