package io.bactrian.conflict;

import io.bactrian.changeset.Row;

/**
 * The rules {@code max} and {@code min} of single columns: keep the greater or the lesser value; a
 * value rather than NULL; the hub's when they can't be compared. Pure.
 */
record Extreme(boolean greatest) implements Rule {

  @Override
  public String word() {
    return greatest ? "max" : "min";
  }

  @Override
  public Decision decide(Conflict conflict, int version) {
    Row stands = conflict.ours();
    for (int c : conflict.columns()) {
      String ours = conflict.ours().get(c);
      String theirs = conflict.theirs().get(c);
      int order = Order.of(conflict.table().column(c), ours, theirs);
      if (ours == null || (greatest ? order < 0 : order > 0)) {
        stands = stands.with(c, theirs);
      }
    }
    return new Decision(stands, word(), version, false);
  }
}
