package io.bactrian.conflict;

import io.bactrian.changeset.Schema.ForeignKey;
import io.bactrian.changeset.Table;
import java.util.List;
import java.util.Optional;
import java.util.Set;

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

  /** The versions of the files that these rules are of; 0 where no file has any. */
  default Set<Integer> versions() {
    return Set.of();
  }

  /** What rows of the table have to be like when a spoke changes them. */
  default List<BusinessRule> must(Table table) {
    return List.of();
  }

  /**
   * Keeps the spoke's row beside the one that is there, if the rule for this conflict says so.
   *
   * @param conflict INSERT_INSERT, about a whole row, or UNIQUE_KEY_TAKEN, about the columns that
   *     may get another value
   * @return a decision with the spoke's row under its new key, or with its new values; empty when
   *     the rule is another, or can't give any
   */
  default Optional<Decision> keepBoth(Conflict conflict) {
    return Optional.empty();
  }

  /** Foreign keys to tables of which rows may get another key by {@code keep-both}. */
  default List<ForeignKey> followed() {
    return List.of();
  }

  /** Whether a rule of any table may keep a row under another key. */
  default boolean keepsBoth() {
    return false;
  }
}
