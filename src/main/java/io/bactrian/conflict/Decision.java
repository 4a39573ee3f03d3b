package io.bactrian.conflict;

import io.bactrian.changeset.Row;

/**
 * The decision of a rule. Immutable.
 *
 * @param row the row with the decided values in the columns in question; null when the row is to be
 *     absent
 * @param rule name of the rule that decided, e.g. {@code latest}
 * @param version version of the rules file
 * @param open whether a person still has to decide ({@code manual}); meanwhile the hub's row stays
 */
public record Decision(Row row, String rule, int version, boolean open) {}
