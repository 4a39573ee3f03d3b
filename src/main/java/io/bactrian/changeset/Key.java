package io.bactrian.changeset;

import java.util.Arrays;

/**
 * A primary key: the canonical texts of its columns in order. Immutable. {@link #text()} is its
 * form in side tables and the changelog (the syntax of {@link RowText}); equal keys have equal
 * texts.
 */
public final class Key implements Comparable<Key> {
  private final String[] values;

  private Key(String[] values) {
    this.values = values;
  }

  public static Key of(String... values) {
    return new Key(values.clone());
  }

  /** Parses the result of {@link #text()}. */
  public static Key parse(String text) {
    return new Key(RowText.parse(text));
  }

  public String get(int i) {
    return values[i];
  }

  public int width() {
    return values.length;
  }

  public String text() {
    return RowText.print(values);
  }

  /** Orders by text, column by column; a database may order keys differently. */
  @Override
  public int compareTo(Key that) {
    return Arrays.compare(values, that.values, java.util.Comparator.nullsFirst(String::compareTo));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Key that && Arrays.equals(values, that.values);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(values);
  }

  @Override
  public String toString() {
    return "Key[" + values.length + " columns]";
  }
}
