package io.bactrian.database;

import io.bactrian.changeset.Column;
import io.bactrian.changeset.RowId;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.Locale;
import java.util.Random;
import java.util.UUID;

/**
 * Values that a unique column of a row can have for a moment. They look like what they replace,
 * because checks of the database, and the mappings of other sites that read of it in the log, see
 * them too. Always the same for the same row and attempt. Pure.
 *
 * @param row whose value makes way
 * @param number of the row among those that make way
 * @param attempt from 0: the second is less alike and does not collide; the third is NULL
 */
record ParkingValues(RowId row, int number, int attempt) {
  static final int ATTEMPTS = 3;

  private static final int MOST_DIGITS = 15;
  private static final LocalDate LATE = LocalDate.of(9998, 12, 31);
  private static final LocalDate EARLY = LocalDate.of(1001, 1, 1);

  /**
   * A value for the column.
   *
   * @param old what it replaces; null when there is nothing to replace
   * @return null for NULL, also when the type has no value to offer
   */
  String value(Column column, String old) {
    if (old == null || attempt == ATTEMPTS - 1) {
      return null;
    }
    return switch (column.type()) {
      case INTEGER -> integer(column.nativeType());
      case DECIMAL, FLOAT -> decimal(column);
      case TEXT -> attempt == 0 ? alike(old) : text(column);
      case OTHER -> alike(old);
      case UUID -> UUID.nameUUIDFromBytes(seed().getBytes(StandardCharsets.UTF_8)).toString();
      case DATE -> "" + date();
      case TIMESTAMP -> date() + " 00:00:00";
      case TIMESTAMP_ZONED -> date() + " 00:00:00+00";
      default -> null;
    };
  }

  private String seed() {
    return row.table() + row.key().text() + number + "/" + attempt;
  }

  private LocalDate date() {
    return attempt == 0 ? LATE.minusDays(number) : EARLY.plusDays(number);
  }

  /** From the end of the range: numbers that people give begin at 1. */
  private String integer(String nativeType) {
    String type = nativeType.toLowerCase(Locale.ROOT);
    long most =
        type.startsWith("tinyint")
            ? Byte.MAX_VALUE
            : type.startsWith("smallint")
                ? Short.MAX_VALUE
                : type.startsWith("bigint") ? Long.MAX_VALUE : Integer.MAX_VALUE;
    long value = most - 1 - number;
    return "" + (attempt == 0 ? value : -value);
  }

  private String decimal(Column column) {
    int digits = column.length() - Math.max(0, column.scale());
    int used = column.length() == 0 ? MOST_DIGITS : Math.min(MOST_DIGITS, digits);
    if (used < 1) {
      return null;
    }
    BigDecimal value = BigDecimal.TEN.pow(used).subtract(BigDecimal.valueOf(1L + number));
    BigDecimal scaled = value.setScale(Math.max(0, column.scale()), RoundingMode.UNNECESSARY);
    return (attempt == 0 ? scaled : scaled.negate()).toPlainString();
  }

  /** Letters for letters and digits for digits, so that it remains an address or a number. */
  private String alike(String old) {
    Random random = new Random(31L * seed().hashCode() + old.hashCode());
    StringBuilder text = new StringBuilder(old);
    for (int i = 0; i < old.length(); i++) {
      char c = old.charAt(i);
      if (c >= 'a' && c <= 'z') {
        text.setCharAt(i, (char) ('a' + random.nextInt(26)));
      } else if (c >= 'A' && c <= 'Z') {
        text.setCharAt(i, (char) ('A' + random.nextInt(26)));
      } else if (c >= '0' && c <= '9') {
        text.setCharAt(i, (char) ('1' + random.nextInt(9)));
      }
    }
    return text.toString();
  }

  /** Numbered, as short as the column needs. */
  private String text(Column column) {
    String text = "~" + Integer.toString(number, Character.MAX_RADIX);
    return column.length() > 0 && text.length() > column.length() ? null : text;
  }
}
