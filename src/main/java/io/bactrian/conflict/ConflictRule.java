package io.bactrian.conflict;

import io.bactrian.changeset.Row;

/**
 * Decides conflicts that declarations in a rules file can't decide ({@code bean:}). An
 * implementation has a public constructor without parameters and is thread-safe. It may decide
 * however it likes: all sites follow the hub's decision.
 */
public interface ConflictRule {

  /**
   * Returns the row that stands; its values in the columns in question count. Returns null for no
   * row, which is only possible where one side has none. When this throws an exception, the hub's
   * row stands and a person is asked.
   *
   * @param conflict its versions are rows of the hub's table; {@code ours} and {@code theirs} are
   *     both present when single columns are in question
   */
  Row decide(Conflict conflict);
}
