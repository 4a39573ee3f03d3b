package io.bactrian.transform;

import io.bactrian.changeset.Column;
import java.math.BigDecimal;
import java.util.Objects;

/** Compares canonical texts as values of a column. Pure. */
public final class Values {
  /** Longest number to parse, longer than any in a database; much longer ones take hours. */
  private static final int LONGEST_NUMBER = 300_000;

  private Values() {}

  /** Whether both texts are the same value of this column; null equals only null. */
  public static boolean same(Column column, String a, String b) {
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
        return new BigDecimal(a).compareTo(new BigDecimal(b)) == 0;
      } catch (NumberFormatException notANumber) {
        return false;
      }
    }
    return Padding.padded(column) && a.stripTrailing().equals(b.stripTrailing());
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
