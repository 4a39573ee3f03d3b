package io.bactrian.transform;

import java.math.BigDecimal;

/** Parses numbers of databases. Pure. */
final class Numbers {
  /**
   * The largest range of all databases, PostgreSQL's numeric: 131,072 digits before the point,
   * 16,383 after.
   */
  private static final int BEFORE = 131_072;

  private static final int AFTER = 16_383;

  /** Longest text to parse, longer than any in a database; much longer ones take hours. */
  private static final int LONGEST = 300_000;

  private Numbers() {}

  /** Whether it is a value of a number's type that is no number. */
  static boolean special(String text) {
    return text.equals("NaN") || text.equals("Infinity") || text.equals("-Infinity");
  }

  /**
   * Parses a number that some database could store. Rejects others, such as {@code 1e999999999},
   * which would fill the memory when written out.
   *
   * @throws NumberFormatException when it is not a number or out of range
   */
  static BigDecimal read(String text) {
    if (text.length() > LONGEST) {
      throw new NumberFormatException("out of range");
    }
    BigDecimal number = new BigDecimal(text.strip());
    if ((long) number.precision() - number.scale() > BEFORE || number.scale() > AFTER) {
      throw new NumberFormatException("out of range");
    }
    return number;
  }
}
