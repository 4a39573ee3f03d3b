package io.bactrian.changeset;

import java.util.Arrays;
import java.util.List;

/**
 * The values of one row, in the order of its {@link Table}'s columns, each in the canonical text of
 * its {@link LogicalType}; {@code null} is SQL NULL. Immutable. {@code toString} tells the width
 * only: values never reach a log by accident.
 */
public final class Row {
  private final String[] values;

  private Row(String[] values) {
    this.values = values;
  }

  public static Row of(String... values) {
    return new Row(values.clone());
  }

  public static Row of(List<String> values) {
    return new Row(values.toArray(new String[0]));
  }

  /** Takes the array as it is: the caller must not change it afterwards. */
  public static Row owning(String[] values) {
    return new Row(values);
  }

  public String get(int position) {
    return values[position];
  }

  public int width() {
    return values.length;
  }

  /** A copy of the values. */
  public String[] toArray() {
    return values.clone();
  }

  /** This row with one value replaced. */
  public Row with(int position, String value) {
    String[] copy = values.clone();
    copy[position] = value;
    return new Row(copy);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Row that && Arrays.equals(values, that.values);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(values);
  }

  @Override
  public String toString() {
    return "Row[" + values.length + " columns]";
  }
}
