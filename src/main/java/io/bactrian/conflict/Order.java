package io.bactrian.conflict;

import io.bactrian.changeset.Column;
import io.bactrian.changeset.LogicalType;
import java.math.BigDecimal;

/** The order of numbers, dates and times. Pure. */
final class Order {
  private Order() {}

  static boolean has(LogicalType type) {
    return switch (type) {
      case INTEGER, DECIMAL, FLOAT, DATE, TIME, TIMESTAMP, TIMESTAMP_ZONED -> true;
      default -> false;
    };
  }

  /**
   * Less than 0 when {@code a} comes before {@code b}, greater when it comes after; 0 when they are
   * equal, or when one of them is NULL or no number where one is needed.
   */
  static int of(Column column, String a, String b) {
    if (a == null || b == null) {
      return 0;
    }
    return switch (column.type()) {
      case INTEGER, DECIMAL, FLOAT -> numbers(Amount.of(a), Amount.of(b));
      // canonical texts of dates and times sort in time order
      default -> a.compareTo(b);
    };
  }

  private static int numbers(BigDecimal a, BigDecimal b) {
    return a == null || b == null ? 0 : a.compareTo(b);
  }
}
