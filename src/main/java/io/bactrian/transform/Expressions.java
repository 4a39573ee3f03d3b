package io.bactrian.transform;

import java.util.List;

/**
 * Compiles expressions of {@code simple:} in mappings and destinations. Interface to the expression
 * language; the implementation is thread-safe.
 */
public interface Expressions {

  /**
   * Compiles an expression that gives a text. A NULL column counts as empty text; an expression
   * that consists only of a NULL column gives NULL.
   *
   * @throws IllegalArgumentException when the syntax is wrong; the message says where
   */
  Compiled<String> compile(String text);

  /** Compiles a condition on a row; errors as for {@link #compile}. */
  Compiled<Boolean> condition(String text);

  /** A compiled expression. Pure and thread-safe. */
  interface Compiled<T> {
    /** The expression as written. */
    String text();

    /** The columns that it reads, without duplicates. */
    List<String> columns();

    /**
     * @param values values of {@link #columns}, in that order; each may be null
     * @throws IllegalArgumentException when it can't be evaluated for this row; the message shows
     *     no value
     */
    T of(String... values);
  }
}
