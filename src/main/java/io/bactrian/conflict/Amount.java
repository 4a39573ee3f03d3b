package io.bactrian.conflict;

import java.math.BigDecimal;

/** Adds numbers that sites sent as text, and rejects those too large to compute with. Pure. */
public final class Amount {
  /** More digits than any database allows before or after the decimal point. */
  private static final int MOST_DIGITS = 150_000;

  private Amount() {}

  /** Digits that an exponent may stand for, more than those of any floating point number. */
  private static final int MOST_BY_EXPONENT = 2_000;

  /**
   * Parses a number. Returns null when the text is not a number, or when adding it would take far
   * more time and memory than its text, as {@code 1e999999} would.
   */
  static BigDecimal of(String text) {
    if (text == null || text.length() > 2 * MOST_DIGITS) {
      return null;
    }
    try {
      BigDecimal number = new BigDecimal(text);
      long most = Math.min(MOST_DIGITS, Math.max(MOST_BY_EXPONENT, text.length()));
      return Math.abs((long) number.scale()) > most ? null : number;
    } catch (NumberFormatException notANumber) {
      return null;
    }
  }

  /** {@code ours + (theirs − base)}; null when one of them is null or can't be added. */
  public static String sum(String base, String ours, String theirs) {
    BigDecimal from = of(base);
    BigDecimal here = of(ours);
    BigDecimal to = of(theirs);
    return from == null || here == null || to == null
        ? null
        : here.add(to.subtract(from)).toPlainString();
  }
}
