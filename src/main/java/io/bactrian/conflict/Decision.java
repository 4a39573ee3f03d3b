package io.bactrian.conflict;

import io.bactrian.changeset.Row;

/**
 * What a rule answers: a value, never an action.
 *
 * @param row the group's columns (or the whole row) as they are to be; null: the row is to be
 *     absent
 * @param rule name of the rule that decided, e.g. {@code latest}
 * @param version of the rules file
 * @param open true: the hub's row stands meanwhile and a person is asked ({@code manual})
 */
public record Decision(Row row, String rule, int version, boolean open) {}
