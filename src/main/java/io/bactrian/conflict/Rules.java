package io.bactrian.conflict;

import io.bactrian.changeset.Table;
import java.util.List;

/** The rules of a site for all tables. Pure and thread-safe. */
public interface Rules {

  /**
   * Decides a conflict; never null, never throws for lack of a rule (the default is the hub's row).
   */
  Decision decide(Conflict conflict);

  /**
   * Whether differences of this column are added up: ours + (theirs − base), before any shortcut.
   */
  boolean adds(Table table, int column);

  /**
   * The column groups of a table among the given positions: declared groups (street and city)
   * whole, every other column alone.
   */
  List<List<Integer>> groups(Table table, List<Integer> columns);
}
