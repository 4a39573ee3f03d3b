package io.bactrian.monitor;

import java.util.Locale;

/**
 * How much of one of its limits a partner has used up.
 *
 * @param limit the setting
 * @param used as of now; bytes where the limit is a size
 * @param most the limit; what exceeds it waits
 */
public record Usage(String limit, long used, long most) {
  private static final int PERCENT = 100;
  private static final int NEAR = 80;

  /** Whether 80 % of the limit is used: a person should look before it is reached. */
  public boolean near() {
    return used / (double) most * PERCENT >= NEAR;
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT, "%s: %,d of %,d (%.0f%%)", limit, used, most, used / (double) most * PERCENT);
  }
}
