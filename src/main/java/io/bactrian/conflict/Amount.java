package io.bactrian.conflict;

import java.math.BigDecimal;

/** Numbers that are added up, from whoever sent them. Pure. */
final class Amount {
  /** More than any database's numbers have before or after the point. */
  private static final int MOST_DIGITS = 150_000;

  private Amount() {}

  /**
   * Not {@code 1e999999999}, which would fill the memory when added to anything; null when the text
   * is no number, or none that can be added.
   */
  static BigDecimal of(String text) {
    if (text == null || text.length() > 2 * MOST_DIGITS) {
      return null;
    }
    try {
      BigDecimal number = new BigDecimal(text);
      return Math.abs((long) number.scale()) > MOST_DIGITS ? null : number;
    } catch (NumberFormatException notANumber) {
      return null;
    }
  }

  /** {@code ours + (theirs − base)}; null when one of them can't be added. */
  static String sum(String base, String ours, String theirs) {
    BigDecimal from = of(base);
    BigDecimal here = of(ours);
    BigDecimal to = of(theirs);
    return from == null || here == null || to == null
        ? null
        : here.add(to.subtract(from)).toPlainString();
  }
}
