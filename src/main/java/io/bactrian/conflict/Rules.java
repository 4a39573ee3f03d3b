package io.bactrian.conflict;

import io.bactrian.changeset.Table;
import java.util.List;
import java.util.Optional;

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

  /** Tells how these rules decide a conflict; empty when they can't tell. */
  default Optional<Explained> explain(Conflict conflict) {
    return Optional.empty();
  }
}
