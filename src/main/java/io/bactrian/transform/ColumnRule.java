package io.bactrian.transform;

import java.util.List;

/** Where the value of a target column comes from. */
sealed interface ColumnRule {
  int line();

  /**
   * Takes it from a column of the sender.
   *
   * @param fallback the value to use instead of NULL; may be null
   */
  record From(int line, String column, List<Step> steps, String fallback) implements ColumnRule {
    static From same(int line, String column) {
      return new From(line, column, List.of(), null);
    }
  }

  /** Uses the same text for every row; null for NULL. */
  record Constant(int line, String text) implements ColumnRule {}

  /** Evaluates an expression over the sender's row. */
  record Simple(int line, Expressions.Compiled<String> expression) implements ColumnRule {}
}
