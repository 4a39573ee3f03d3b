package io.bactrian.database.h2;

import java.math.BigDecimal;

/** Prints floating point numbers as canonical text, in PostgreSQL's form. Pure. */
final class H2Numbers {
  private H2Numbers() {}

  /** Null for null; {@code 1}, {@code 0.1}, {@code 1e+20}, {@code NaN}, {@code -Infinity}. */
  static String text(Object number) {
    if (number == null) {
      return null;
    }
    String java = number.toString();
    if (java.endsWith("NaN") || java.endsWith("Infinity")) {
      return java;
    }
    if (((Number) number).doubleValue() == 0) {
      return java.startsWith("-") ? "-0" : "0";
    }
    BigDecimal value = new BigDecimal(java).stripTrailingZeros();
    int exponent = value.precision() - value.scale() - 1;
    int widest = number instanceof Float ? 6 : 15;
    return exponent < -4 || exponent >= widest
        ? scientific(value, exponent)
        : value.toPlainString();
  }

  private static String scientific(BigDecimal value, int exponent) {
    String mantissa = value.scaleByPowerOfTen(-exponent).stripTrailingZeros().toPlainString();
    int digits = Math.abs(exponent);
    return mantissa + (exponent < 0 ? "e-" : "e+") + (digits < 10 ? "0" : "") + digits;
  }
}
