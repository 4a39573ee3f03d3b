package io.bactrian.changeset;

import java.util.Arrays;
import java.util.List;

/**
 * The values of one row, in the order of its {@link Table}'s columns, each in the canonical text of
 * its {@link LogicalType}; {@code null} is SQL NULL. Immutable. A row read from an outbox or a
 * changelog stays the one text it is there ({@link RowText}) until someone asks for a value: most
 * stages only pass it on. {@code toString} tells the width only: values never reach a log by
 * accident.
 */
public final class Row {
  /**
   * At least one of the two is there; what is missing is made when asked for, the same each time.
   */
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

  /** Takes the array as it is: the caller must not change it afterwards. */
  public static Row owning(String[] values) {
    return new Row(values, null);
  }

  /**
   * A row from what {@link #text} gives; a text that is none is noticed when a value is asked for.
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

  /** About how many characters it holds: what parting them takes may be counted or not. */
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
