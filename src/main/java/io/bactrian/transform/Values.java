package io.bactrian.transform;

import io.bactrian.changeset.Column;
import io.bactrian.changeset.LogicalType;
import java.math.BigDecimal;
import java.util.Objects;

/** Equality of two canonical texts as values of a column. Pure. */
public final class Values {
  /** Longer than any that a database holds; to read much longer ones takes hours. */
  private static final int LONGEST_NUMBER = 300_000;

  private Values() {}

  /** Whether both mean the same in this column; null equals only null. */
  public static boolean same(Column column, String a, String b) {
    if (Objects.equals(a, b)) {
      return true;
    }
    if (a == null || b == null) {
      return false;
    }
    LogicalType type = column.type();
    if (type == LogicalType.DECIMAL || type == LogicalType.FLOAT || type == LogicalType.INTEGER) {
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
}
