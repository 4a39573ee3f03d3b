package io.bactrian.transform;

import io.bactrian.changeset.Column;
import io.bactrian.changeset.LogicalType;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.Locale;
import java.util.UUID;

/** Implicit conversions between types: they lose nothing, or reject the value. Pure. */
final class TypeConversions {
  private static final Conversion WHOLE =
      Conversion.guarded(
          "is not a whole number", value -> Numbers.read(value).toBigIntegerExact().toString());
  private static final Conversion NUMBER =
      Conversion.guarded(
          "is not a number",
          value -> Numbers.special(value) ? value : Numbers.read(value).toPlainString());
  private static final Conversion TO_BIT = value -> value.equals("true") ? "1" : "0";
  private static final Conversion FROM_TEXT =
      value ->
          switch (value.strip().toLowerCase(Locale.ROOT)) {
            case "true", "1" -> "true";
            case "false", "0" -> "false";
            default ->
                throw new UnconvertibleException("is none of true, false, 1, 0 (use `values:`)");
          };
  private static final Conversion FROM_BIT =
      Conversion.guarded(
          "is neither 0 nor 1 (use `values:`)",
          value ->
              switch (Numbers.read(value).intValueExact()) {
                case 0 -> "false";
                case 1 -> "true";
                default -> throw new IllegalArgumentException();
              });

  /** PostgreSQL's infinite dates stay infinite. */
  private static final String INFINITY = "infinity";

  private static final Conversion TO_MIDNIGHT =
      value -> {
        if (value.endsWith(INFINITY)) {
          return value;
        }
        if (value.length() != 10) {
          throw new UnconvertibleException("is not a day of the years 1 to 9999");
        }
        return value + " 00:00:00";
      };
  private static final Conversion MIDNIGHT =
      value -> {
        if (value.endsWith(INFINITY)) {
          return value;
        }
        if (!value.endsWith(" 00:00:00")) {
          throw new UnconvertibleException("has a time of day (drop it with `convert: date`)");
        }
        return value.substring(0, value.length() - 9);
      };

  private TypeConversions() {}

  /** The implicit conversion between two types; null when there is none. */
  static Conversion between(LogicalType from, LogicalType to) {
    if (from == to) {
      return Conversion.NONE;
    }
    return switch (to) {
      case TEXT -> from == LogicalType.BINARY ? null : Conversion.NONE;
      case INTEGER -> toInteger(from);
      case DECIMAL -> toDecimal(from);
      case FLOAT -> toFloat(from);
      case BOOLEAN -> toBoolean(from);
      case DATE -> toDate(from);
      case TIMESTAMP -> toTimestamp(from);
      case TIME -> fromText(from, "is no time", value -> Times.TIME.format(LocalTime.parse(value)));
      case UUID -> fromText(from, "is no UUID", value -> UUID.fromString(value).toString());
      case TIMESTAMP_ZONED, TIME_ZONED, INTERVAL, JSON, ARRAY, OTHER ->
          from == LogicalType.TEXT ? Conversion.NONE : null;
      case BINARY -> null;
    };
  }

  private static Conversion toInteger(LogicalType from) {
    return switch (from) {
      case DECIMAL, FLOAT, TEXT -> WHOLE;
      case BOOLEAN -> TO_BIT;
      default -> null;
    };
  }

  private static Conversion toDecimal(LogicalType from) {
    return switch (from) {
      case INTEGER -> Conversion.NONE;
      case FLOAT, TEXT -> NUMBER;
      case BOOLEAN -> TO_BIT;
      default -> null;
    };
  }

  private static Conversion toFloat(LogicalType from) {
    return switch (from) {
      case INTEGER, DECIMAL -> Conversion.NONE;
      case TEXT -> NUMBER;
      default -> null;
    };
  }

  private static Conversion toBoolean(LogicalType from) {
    return switch (from) {
      case INTEGER, DECIMAL -> FROM_BIT;
      case TEXT -> FROM_TEXT;
      default -> null;
    };
  }

  private static Conversion toDate(LogicalType from) {
    return from == LogicalType.TIMESTAMP
        ? MIDNIGHT
        : fromText(from, "is no date like 2026-01-31", value -> LocalDate.parse(value).toString());
  }

  private static Conversion toTimestamp(LogicalType from) {
    return from == LogicalType.DATE
        ? TO_MIDNIGHT
        : fromText(
            from,
            "is no timestamp like 2026-01-31 23:59:59",
            value -> Times.TIMESTAMP.format(LocalDateTime.parse(value.replace(' ', 'T'))));
  }

  private static Conversion fromText(LogicalType from, String failure, Conversion conversion) {
    return from == LogicalType.TEXT
        ? Conversion.guarded(failure, value -> conversion.of(value.strip()))
        : null;
  }

  /**
   * Formats a value as the target column would, so that equal keys have equal texts: adds a
   * decimal's zeros and a padded text's spaces. Keeps digits beyond the column's scale, and a
   * number that no database could store, so that only its row is refused.
   */
  static Conversion fit(Column target) {
    if (target.type() == LogicalType.DECIMAL && target.scale() >= 0) {
      return value -> scaled(value, target.scale());
    }
    return Padding.padded(target) ? value -> Padding.pad(value, target.length()) : Conversion.NONE;
  }

  private static String scaled(String value, int scale) {
    BigDecimal number;
    try {
      number = Numbers.read(value);
    } catch (NumberFormatException outOfRange) {
      return value;
    }
    boolean fits = number.scale() <= scale || number.stripTrailingZeros().scale() <= scale;
    return fits ? number.setScale(scale).toPlainString() : value;
  }
}
