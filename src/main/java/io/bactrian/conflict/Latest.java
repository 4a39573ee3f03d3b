package io.bactrian.conflict;

import io.bactrian.changeset.Row;

/**
 * The rules {@code latest} and {@code earliest}: keep the row with the later, or the earlier, value
 * in a column that the application maintains; the hub's when they are equal or one is NULL. Pure.
 *
 * @param by the column's name
 */
record Latest(String by, boolean earliest) implements Rule {

  @Override
  public String word() {
    return earliest ? "earliest" : "latest";
  }

  @Override
  public Decision decide(Conflict conflict, int version) {
    int column = conflict.table().position(by);
    boolean theirs = column >= 0 && theirsWins(conflict, column);
    Row stands = theirs ? conflict.theirs() : conflict.ours();
    return new Decision(stands, word(), version, false);
  }

  private boolean theirsWins(Conflict conflict, int column) {
    int order =
        Order.of(
            conflict.table().column(column),
            conflict.ours().get(column),
            conflict.theirs().get(column));
    return earliest ? order > 0 : order < 0;
  }
}
