package io.bactrian.transform;

import static java.time.format.DateTimeFormatter.ISO_LOCAL_DATE;
import static java.time.format.DateTimeFormatter.ISO_LOCAL_TIME;

import io.bactrian.changeset.LogicalType;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.ResolverStyle;
import java.time.temporal.ChronoField;
import java.time.temporal.TemporalAccessor;
import java.util.Locale;

/** Converts canonical texts of dates and times. Pure. */
final class Times {
  static final DateTimeFormatter TIME = ISO_LOCAL_TIME;

  static final DateTimeFormatter TIMESTAMP =
      new DateTimeFormatterBuilder()
          .append(ISO_LOCAL_DATE)
          .appendLiteral(' ')
          .append(ISO_LOCAL_TIME)
          .toFormatter(Locale.ROOT);

  private static final DateTimeFormatter ZONED =
      new DateTimeFormatterBuilder()
          .append(TIMESTAMP)
          .appendOffset("+HH:mm", "+00")
          .toFormatter(Locale.ROOT);

  private Times() {}

  /**
   * Parses a date format. It rejects days that do not exist (31 February) instead of adjusting
   * them.
   *
   * @throws IllegalArgumentException when the format is invalid
   */
  static DateTimeFormatter format(String pattern) {
    return new DateTimeFormatterBuilder()
        .appendPattern(pattern)
        .parseDefaulting(ChronoField.ERA, 1)
        .toFormatter(Locale.ROOT)
        .withResolverStyle(ResolverStyle.STRICT);
  }

  /** Converts a text in a format to canonical text; null when the type is not a date or time. */
  static Conversion read(LogicalType to, String pattern) {
    DateTimeFormatter format = format(pattern);
    Conversion conversion =
        switch (to) {
          case DATE -> value -> LocalDate.parse(value.strip(), format).toString();
          case TIME -> value -> ISO_LOCAL_TIME.format(LocalTime.parse(value.strip(), format));
          case TIMESTAMP -> value -> TIMESTAMP.format(LocalDateTime.parse(value.strip(), format));
          default -> null;
        };
    return conversion == null
        ? null
        : Conversion.guarded("is not written as `" + pattern + "`", conversion);
  }

  /** Converts a canonical text to a format; null when the type is not a date or time. */
  static Conversion print(LogicalType from, String pattern) {
    DateTimeFormatter format = format(pattern);
    return switch (from) {
      case DATE, TIME, TIMESTAMP, TIMESTAMP_ZONED ->
          Conversion.guarded(
              "can't be written as `" + pattern + "`", value -> format.format(parse(from, value)));
      default -> null;
    };
  }

  private static TemporalAccessor parse(LogicalType type, String value) {
    return switch (type) {
      case DATE -> LocalDate.parse(value);
      case TIME -> LocalTime.parse(value);
      case TIMESTAMP -> LocalDateTime.parse(value, TIMESTAMP);
      default -> OffsetDateTime.parse(value, ZONED);
    };
  }

  /**
   * Converts an instant to local time in a zone, or local time to an instant; null for other types.
   */
  static Conversion at(LogicalType from, ZoneId zone) {
    return switch (from) {
      case TIMESTAMP_ZONED ->
          Conversion.guarded(
              "is no timestamp",
              value ->
                  TIMESTAMP.format(
                      OffsetDateTime.parse(value, ZONED)
                          .atZoneSameInstant(zone)
                          .toLocalDateTime()));
      case TIMESTAMP ->
          Conversion.guarded(
              "is no timestamp",
              value ->
                  ZONED.format(
                      LocalDateTime.parse(value, TIMESTAMP)
                          .atZone(zone)
                          .withZoneSameInstant(ZoneOffset.UTC)));
      default -> null;
    };
  }

  /** Takes the date or the time of day from a timestamp; null for other types. */
  static Conversion part(LogicalType from, LogicalType to) {
    if (from != LogicalType.TIMESTAMP) {
      return null;
    }
    return switch (to) {
      case DATE -> value -> value.endsWith("infinity") ? value : value.split(" ", 2)[0];
      case TIME ->
          Conversion.guarded(
              "has no time of day", value -> TIME.format(LocalDateTime.parse(value, TIMESTAMP)));
      default -> null;
    };
  }
}
