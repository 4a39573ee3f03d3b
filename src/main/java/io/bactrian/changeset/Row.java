package io.bactrian.changeset;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Consumer;

/**
 * The values of one row, in the order of its {@link Table}'s columns, each in the canonical text of
 * its {@link LogicalType}; {@code null} is SQL NULL. Immutable. A row read from an outbox or a
 * changelog keeps its text ({@link RowText}) and is parsed only when a value is needed, as most
 * stages only pass it on. {@code toString} shows only the number of values, so that no value
 * reaches a log by accident.
 */
public final class Row {
  /**
   * At least one of the two fields is set; the other is computed from it on demand. Long texts of
   * hexadecimal digits are {@link HexText}, all others strings.
   */
  private CharSequence[] values;

  private String text;

  private Row(CharSequence[] values, String text) {
    this.values = values;
    this.text = text;
  }

  public static Row of(String... values) {
    return owning(values.clone());
  }

  public static Row of(List<String> values) {
    return owning(values.toArray(new String[0]));
  }

  /** Creates a row from an array without a copy; the caller must not change it afterwards. */
  public static Row owning(CharSequence[] values) {
    return new Row(packed(values), null);
  }

  private static CharSequence[] packed(CharSequence[] values) {
    CharSequence[] packed = values;
    for (int i = 0; i < values.length; i++) {
      CharSequence value = HexText.of(values[i]);
      if (value != values[i]) {
        packed =
            packed == values ? Arrays.copyOf(values, values.length, CharSequence[].class) : packed;
        packed[i] = value;
      }
    }
    return packed;
  }

  /**
   * Creates a row from a result of {@link #text}. An invalid text fails later, when a value is
   * read.
   */
  public static Row ofText(String text) {
    return new Row(null, text);
  }

  private CharSequence[] values() {
    CharSequence[] known = values;
    if (known == null) {
      known = packed(RowText.parse(text));
      values = known;
    }
    return known;
  }

  /** A value as a string; a large binary one takes much memory, see {@link #cell}. */
  public String get(int position) {
    CharSequence value = values()[position];
    return value == null ? null : value.toString();
  }

  /** A value as it is kept: null, a string, or {@link HexText}; equal values are equal. */
  public CharSequence cell(int position) {
    return values()[position];
  }

  public int width() {
    return values().length;
  }

  /** A copy of the values, as they are kept. */
  public CharSequence[] toArray() {
    return Arrays.copyOf(values(), values().length, CharSequence[].class);
  }

  /** The row as one text. */
  public String text() {
    String known = text;
    if (known == null) {
      known = RowText.print(values);
      text = isLarge() ? null : known;
    }
    return known;
  }

  /** Whether its text would take much more memory than the row. */
  private boolean isLarge() {
    for (CharSequence value : values) {
      if (value instanceof HexText) {
        return true;
      }
    }
    return false;
  }

  /** As {@link #text}, in pieces of so many characters, or one less to keep a surrogate pair. */
  public void text(int size, Consumer<String> each) {
    if (text != null || !isLarge()) {
      RowText.cut(text(), size, true, each);
    } else {
      RowText.print(values, size, each);
    }
  }

  /** Number of characters of {@link #text}. */
  public long textLength() {
    if (text != null || !isLarge()) {
      return text().length();
    }
    long[] length = {0};
    RowText.print(values, 1 << 20, piece -> length[0] += piece.length());
    return length[0];
  }

  /** A text that is the same for equal rows only; it has hashes of large binary values. */
  public String fingerprint() {
    if (text != null || !isLarge()) {
      return text();
    }
    CharSequence[] brief = values.clone();
    for (int i = 0; i < brief.length; i++) {
      if (brief[i] instanceof HexText large) {
        brief[i] = "@" + HexFormat.of().formatHex(large.hash());
      }
    }
    return RowText.print(brief);
  }

  /** Approximate number of characters, with or without separators and quotes. */
  public long size() {
    if (text != null) {
      return text.length();
    }
    long size = 0;
    for (CharSequence value : values) {
      size += value == null ? 0 : value.length();
    }
    return size;
  }

  /** This row with one value replaced. */
  public Row with(int position, String value) {
    CharSequence[] copy = toArray();
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
