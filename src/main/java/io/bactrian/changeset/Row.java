package io.bactrian.changeset;

import java.util.Arrays;
import java.util.List;

/**
 * The values of one row, in the order of its {@link Table}'s columns, each in the canonical text of
 * its {@link LogicalType}; {@code null} is SQL NULL. Immutable. A row read from an outbox or a
 * changelog keeps its text ({@link RowText}) and is parsed only when a value is needed, as most
 * stages only pass it on. {@code toString} shows only the number of values, so that no value
 * reaches a log by accident.
 */
public final class Row {
  /** At least one of the two fields is set; the other is computed from it on demand. */
  private String[] values;

  private String text;

  private Row(String[] values, String text) {
    this.values = values;
    this.text = text;
  }

  public static Row of(String... values) {
    return new Row(values.clone(), null);
  }

  public static Row of(List<String> values) {
    return new Row(values.toArray(new String[0]), null);
  }

  /** Creates a row from an array without a copy; the caller must not change it afterwards. */
  public static Row owning(String[] values) {
    return new Row(values, null);
  }

  /**
   * Creates a row from a result of {@link #text}. An invalid text fails later, when a value is
   * read.
   */
  public static Row ofText(String text) {
    return new Row(null, text);
  }

  private String[] values() {
    String[] known = values;
    if (known == null) {
      known = RowText.parse(text);
      values = known;
    }
    return known;
  }

  public String get(int position) {
    return values()[position];
  }

  public int width() {
    return values().length;
  }

  /** A copy of the values. */
  public String[] toArray() {
    return values().clone();
  }

  /** The row as one text. */
  public String text() {
    String known = text;
    if (known == null) {
      known = RowText.print(values);
      text = known;
    }
    return known;
  }

  /** Approximate number of characters, with or without separators and quotes. */
  public long size() {
    if (text != null) {
      return text.length();
    }
    long size = 0;
    for (String value : values) {
      size += value == null ? 0 : value.length();
    }
    return size;
  }

  /** This row with one value replaced. */
  public Row with(int position, String value) {
    String[] copy = toArray();
    copy[position] = value;
    return owning(copy);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Row that && Arrays.equals(values(), that.values());
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(values());
  }

  @Override
  public String toString() {
    return "Row[" + values().length + " columns]";
  }
}
