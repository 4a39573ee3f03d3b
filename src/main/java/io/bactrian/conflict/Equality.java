package io.bactrian.conflict;

import io.bactrian.changeset.Row;
import io.bactrian.changeset.Table;

/**
 * When two values of a column of the hub count as the same: after a round trip hub → spoke → hub,
 * so that what a mapping loses (digits, precision, padding) makes no conflict. Pure.
 */
@FunctionalInterface
public interface Equality {
  /** Whether column {@code column} means the same in both rows of {@code table}. */
  boolean same(Table table, int column, Row a, Row b);
}
