package io.bactrian.transform;

import io.bactrian.changeset.Column;
import io.bactrian.changeset.LogicalType;
import java.math.BigDecimal;
import java.util.Objects;

/** Compares canonical texts as values of a column. Pure. */
public final class Values {
  /** Longest number to parse, longer than any in a database; much longer ones take hours. */
  private static final int LONGEST_NUMBER = 300_000;

  /** Longest text that is looked at to find the common one. */
  private static final int LONGEST_COMMON = 1_000;

  private static final Conversion HEXADECIMAL =
      Conversion.guarded(
          "is not hexadecimal",
          text -> java.util.HexFormat.of().formatHex(java.util.HexFormat.of().parseHex(text)));

  private Values() {}

  /** Whether both texts are the same value of this column; null equals only null. */
  public static boolean same(Column column, CharSequence a, CharSequence b) {
    if (Objects.equals(a, b)) {
      return true;
    }
    if (a == null || b == null) {
      return false;
    }
    if (number(column)) {
      if (Math.max(a.length(), b.length()) > LONGEST_NUMBER) {
        return false;
      }
      try {
        return new BigDecimal(a.toString()).compareTo(new BigDecimal(b.toString())) == 0;
      } catch (NumberFormatException notANumber) {
        return false;
      }
    }
    return Padding.padded(column)
        && a.toString().stripTrailing().equals(b.toString().stripTrailing());
  }

  /**
   * A text that two values of this column have in common if they are {@link #same}; that of null is
   * null. Where it is costly to find, it is the value's own text, so that same values may have
   * different ones.
   */
  public static CharSequence common(Column column, CharSequence value) {
    if (value == null || byText(column) || value.length() > LONGEST_COMMON) {
      return value;
    }
    if (!number(column)) {
      return value.toString().stripTrailing();
    }
    try {
      return new BigDecimal(value.toString()).stripTrailingZeros().toString();
    } catch (NumberFormatException notANumber) {
      return value;
    }
  }

  /**
   * The canonical text of a value as a person writes it.
   *
   * @throws UnconvertibleException when the column can't hold it; the message does not show it
   */
  public static String written(Column column, String text) {
    Conversion conversion =
        switch (column.type()) {
          case BINARY -> HEXADECIMAL;
          default -> TypeConversions.between(LogicalType.TEXT, column.type());
        };
    return conversion.then(TypeConversions.fit(column)).of(text);
  }

  private static boolean number(Column column) {
    return switch (column.type()) {
      case DECIMAL, FLOAT, INTEGER -> true;
      default -> false;
    };
  }

  /** Whether only equal texts are the same value in this column. */
  public static boolean byText(Column column) {
    return !number(column) && !Padding.padded(column);
  }
}
