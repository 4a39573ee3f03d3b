package io.bactrian.transform;

import io.bactrian.changeset.Column;
import java.math.BigDecimal;
import java.util.Objects;

/** Equality of two canonical texts as values of a column. Pure. */
public final class Values {
  private Values() {}

  /** Whether both mean the same in this column; null equals only null. */
  public static boolean same(Column column, String a, String b) {
    if (Objects.equals(a, b)) {
      return true;
    }
    if (a == null || b == null) {
      return false;
    }
    if (number(column)) {
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

  /** Whether only equal texts mean the same in this column. */
  public static boolean byText(Column column) {
    return !number(column) && !Padding.padded(column);
  }
}
