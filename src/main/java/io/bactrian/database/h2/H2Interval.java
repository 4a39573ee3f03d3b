package io.bactrian.database.h2;

import java.math.BigDecimal;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.h2.api.Interval;

/** Converts H2's intervals to and from ISO 8601 durations as PostgreSQL prints them. Pure. */
final class H2Interval {
  private static final Pattern ISO =
      Pattern.compile(
          "P(?:(-?\\d+)Y)?(?:(-?\\d+)M)?(?:(-?\\d+)D)?"
              + "(?:T(?:(-?\\d+)H)?(?:(-?\\d+)M)?(?:(-?\\d+(?:\\.\\d+)?)S)?)?");
  private static final long NANOS = 1_000_000_000;

  private H2Interval() {}

  static String print(Interval value) {
    StringBuilder out = new StringBuilder("P");
    part(out, value.getYears(), 'Y');
    part(out, value.getMonths(), 'M');
    part(out, value.getDays(), 'D');
    StringBuilder time = new StringBuilder();
    part(time, value.getHours(), 'H');
    part(time, value.getMinutes(), 'M');
    BigDecimal seconds = BigDecimal.valueOf(value.getSecondsAndNanos(), 9).stripTrailingZeros();
    if (seconds.signum() != 0 || out.length() == 1 && time.length() == 0) {
      time.append(seconds.toPlainString()).append('S');
    }
    return time.length() == 0 ? out.toString() : out.append('T').append(time).toString();
  }

  private static void part(StringBuilder out, long amount, char unit) {
    if (amount != 0) {
      out.append(amount).append(unit);
    }
  }

  /**
   * @throws IllegalArgumentException when it is not a duration, or mixes months with shorter units,
   *     for which H2 has no type
   */
  static Interval parse(String text) {
    Matcher m = ISO.matcher(text);
    if (!m.matches()) {
      throw new IllegalArgumentException("no ISO 8601 duration");
    }
    long months = Math.addExact(Math.multiplyExact(amount(m, 1), 12), amount(m, 2));
    boolean shorter = m.group(3) != null || text.indexOf('T') > 0;
    if (shorter && months != 0) {
      throw new IllegalArgumentException("months mixed with days or time");
    }
    return shorter ? ofNanos(m) : ofMonths(months);
  }

  private static Interval ofMonths(long months) {
    return Interval.ofYearsMonths(months / 12, (int) (months % 12));
  }

  private static Interval ofNanos(Matcher m) {
    BigDecimal seconds = m.group(6) == null ? BigDecimal.ZERO : new BigDecimal(m.group(6));
    BigDecimal total =
        BigDecimal.valueOf(amount(m, 3))
            .multiply(BigDecimal.valueOf(86_400))
            .add(BigDecimal.valueOf(amount(m, 4)).multiply(BigDecimal.valueOf(3_600)))
            .add(BigDecimal.valueOf(amount(m, 5)).multiply(BigDecimal.valueOf(60)))
            .add(seconds);
    long whole = total.longValue();
    long nanos = total.subtract(BigDecimal.valueOf(whole)).movePointRight(9).longValueExact();
    return Interval.ofDaysHoursMinutesNanos(
        whole / 86_400,
        (int) (whole % 86_400 / 3_600),
        (int) (whole % 3_600 / 60),
        whole % 60 * NANOS + nanos);
  }

  private static long amount(Matcher m, int group) {
    return m.group(group) == null ? 0 : Long.parseLong(m.group(group));
  }
}
