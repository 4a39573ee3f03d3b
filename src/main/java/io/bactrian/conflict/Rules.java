package io.bactrian.conflict;

import io.bactrian.changeset.Table;
import java.util.List;

/** The conflict rules of a site for all tables. Thread-safe. */
public interface Rules {

  /** Decides a conflict; never null. Without a rule for it, keeps the hub's row. */
  Decision decide(Conflict conflict);

  /** Whether the rule of this column is {@code add}: ours + (theirs − base). */
  boolean adds(Table table, int column);

  /**
   * Divides the given columns into groups: columns of a declared group (street and city) together,
   * every other column alone.
   */
  List<List<Integer>> groups(Table table, List<Integer> columns);

  /** What rows of the table have to be like when a spoke changes them. */
  default List<BusinessRule> must(Table table) {
    return List.of();
  }
}
