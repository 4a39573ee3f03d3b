package io.bactrian.conflict;

import io.bactrian.changeset.Row;
import io.bactrian.changeset.Table;

/**
 * Decides whether two values of a hub's column count as the same. They are compared after a round
 * trip hub → spoke → hub, so that what a mapping loses (digits, precision, padding) causes no
 * conflict. Pure.
 */
@FunctionalInterface
public interface Equality {
  /**
   * Whether the column at position {@code column} has the same value in both rows of {@code table}.
   */
  boolean same(Table table, int column, Row a, Row b);
}
