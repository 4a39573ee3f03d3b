package io.bactrian.transform;

import java.util.List;

/**
 * The language of {@code simple:} in mappings and destinations. Port; the adapter is thread-safe.
 */
public interface Expressions {

  /**
   * A text made of a row; a NULL column counts as the empty text between others, and an expression
   * that is only a NULL column is NULL.
   *
   * @throws IllegalArgumentException when the syntax is wrong; the message says where
   */
  Compiled<String> compile(String text);

  /** A yes or no about a row, otherwise the same. */
  Compiled<Boolean> condition(String text);

  /** A compiled expression. Pure and thread-safe. */
  interface Compiled<T> {
    /** As written. */
    String text();

    /** The columns that it reads, each once. */
    List<String> columns();

    /**
     * @param values of {@link #columns}, in that order, each may be null
     * @throws IllegalArgumentException when it has no answer for this row; no value is in the
     *     message
     */
    T of(String... values);
  }
}
