package io.bactrian.conflict;

import io.bactrian.changeset.LogicalType;
import io.bactrian.changeset.Row;
import io.bactrian.changeset.Table;
import java.math.BigDecimal;

/**
 * The rule {@code latest}: keeps the row with the later value in a column that the application
 * maintains. Pure.
 *
 * @param by the column's name
 */
record Latest(String by) implements Rule {

  static boolean comparable(LogicalType type) {
    return switch (type) {
      case INTEGER, DECIMAL, FLOAT, DATE, TIME, TIMESTAMP, TIMESTAMP_ZONED -> true;
      default -> false;
    };
  }

  @Override
  public String word() {
    return "latest";
  }

  @Override
  public Decision decide(Conflict conflict, int version) {
    Table table = conflict.table();
    int column = table.position(by);
    boolean later = column >= 0 && isLater(table, column, conflict.ours(), conflict.theirs());
    return new Decision(later ? conflict.theirs() : conflict.ours(), word(), version, false);
  }

  /** Whether theirs is later; false when they are equal, or when one of them is NULL. */
  private static boolean isLater(Table table, int column, Row ours, Row theirs) {
    String a = ours.get(column);
    String b = theirs.get(column);
    if (a == null || b == null) {
      return false;
    }
    return switch (table.column(column).type()) {
      case INTEGER, DECIMAL, FLOAT -> greater(b, a);
      // canonical texts of dates and times sort in time order
      default -> b.compareTo(a) > 0;
    };
  }

  private static boolean greater(String b, String a) {
    BigDecimal theirs = Amount.of(b);
    BigDecimal ours = Amount.of(a);
    return theirs != null && ours != null && theirs.compareTo(ours) > 0;
  }
}
