package io.bactrian.transform;

import java.math.BigDecimal;

/** Numbers of databases. Pure. */
final class Numbers {
  /** PostgreSQL's numeric has the most: 131,072 digits before the point, 16,383 after. */
  private static final int BEFORE = 131_072;

  private static final int AFTER = 16_383;

  private Numbers() {}

  /**
   * A number that some database could hold: {@code 1e999999999} is short, and would fill the memory
   * when written out.
   *
   * @throws NumberFormatException when it is none
   */
  static BigDecimal read(String text) {
    BigDecimal number = new BigDecimal(text.strip());
    if ((long) number.precision() - number.scale() > BEFORE || number.scale() > AFTER) {
      throw new NumberFormatException("out of range");
    }
    return number;
  }
}
