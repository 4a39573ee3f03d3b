package io.bactrian.transform;

import io.bactrian.changeset.Column;
import io.bactrian.changeset.LogicalType;
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
    LogicalType type = column.type();
    if (type == LogicalType.DECIMAL || type == LogicalType.FLOAT || type == LogicalType.INTEGER) {
      try {
        return new BigDecimal(a).compareTo(new BigDecimal(b)) == 0;
      } catch (NumberFormatException notANumber) {
        return false;
      }
    }
    return Padding.padded(column) && a.stripTrailing().equals(b.stripTrailing());
  }
}
