package io.bactrian.conflict;

import java.math.BigDecimal;

/** Adds numbers that sites sent as text, and rejects those too large to compute with. Pure. */
final class Amount {
  /** More digits than any database allows before or after the decimal point. */
  private static final int MOST_DIGITS = 150_000;

  private Amount() {}

  /**
   * Parses a number. Returns null when the text is not a number, or when adding it could fill the
   * memory, as {@code 1e999999999} would.
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

  /** {@code ours + (theirs − base)}; null when one of them is null or can't be added. */
  static String sum(String base, String ours, String theirs) {
    BigDecimal from = of(base);
    BigDecimal here = of(ours);
    BigDecimal to = of(theirs);
    return from == null || here == null || to == null
        ? null
        : here.add(to.subtract(from)).toPlainString();
  }
}
