package io.bactrian.database.h2;

import io.bactrian.changeset.Column;
import io.bactrian.changeset.LogicalType;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.HexFormat;
import java.util.Locale;
import java.util.UUID;
import org.h2.api.Interval;

/**
 * Converts H2's values to and from canonical text. Independent of the JVM's time zone and locale,
 * because it uses only java.time. Pure, except for reading a result.
 */
final class H2Text {
  /** Most characters or bytes that H2 accepts other than as a stream. */
  static final int LONGEST_VARCHAR = 1_048_576;

  private static final DateTimeFormatter TIME =
      new DateTimeFormatterBuilder()
          .appendPattern("HH:mm:ss")
          .appendFraction(ChronoField.NANO_OF_SECOND, 0, 9, true)
          .toFormatter(Locale.ROOT);
  private static final DateTimeFormatter TIMESTAMP =
      new DateTimeFormatterBuilder()
          .append(DateTimeFormatter.ISO_LOCAL_DATE)
          .appendLiteral(' ')
          .append(TIME)
          .toFormatter(Locale.ROOT);

  private H2Text() {}

  /** The canonical text of a column of the current row; null for NULL. */
  static String read(ResultSet result, int index, Column column) throws SQLException {
    return switch (column.type()) {
      case BOOLEAN -> lowerCase(result.getString(index));
      case DECIMAL -> decimal(result.getString(index));
      case FLOAT -> H2Numbers.text(result.getObject(index));
      case BINARY -> print(result.getBytes(index));
      case DATE -> print(result.getObject(index, LocalDate.class));
      case TIME -> print(result.getObject(index, LocalTime.class));
      case TIME_ZONED -> print(result.getObject(index, OffsetTime.class));
      case TIMESTAMP -> print(result.getObject(index, LocalDateTime.class));
      case TIMESTAMP_ZONED -> print(result.getObject(index, OffsetDateTime.class));
      // getObject(…, Interval.class) of H2 2.3.232 loses the sign
      case INTERVAL -> print(result.getObject(index));
      case ARRAY -> H2Array.print(result.getArray(index));
      default -> result.getString(index);
    };
  }

  private static String lowerCase(String text) {
    return text == null ? null : text.toLowerCase(Locale.ROOT);
  }

  private static String decimal(String text) {
    return text == null || text.indexOf('E') < 0 ? text : new BigDecimal(text).toPlainString();
  }

  /** The canonical text of a Java value from H2. */
  static String print(Object value) {
    if (value == null) {
      return null;
    }
    if (value instanceof byte[] bytes) {
      return HexFormat.of().formatHex(bytes);
    }
    if (value instanceof LocalTime time) {
      return TIME.format(time);
    }
    if (value instanceof OffsetTime time) {
      return TIME.format(time.toLocalTime()) + offset(time.getOffset());
    }
    if (value instanceof LocalDateTime time) {
      return TIMESTAMP.format(time);
    }
    if (value instanceof OffsetDateTime time) {
      return TIMESTAMP.format(time.withOffsetSameInstant(ZoneOffset.UTC)) + "+00";
    }
    return value instanceof Interval interval ? H2Interval.print(interval) : value.toString();
  }

  /** Prints an offset as {@code +02} or {@code -03:30}: minutes only if not 0. */
  private static String offset(ZoneOffset offset) {
    String text = offset.equals(ZoneOffset.UTC) ? "+00:00" : offset.getId();
    return text.endsWith(":00") ? text.substring(0, text.length() - 3) : text;
  }

  /**
   * The object to bind for a canonical text; null for null.
   *
   * @throws IllegalArgumentException when the text is invalid for this type; the message does not
   *     show it
   */
  static Object value(Column column, String text) {
    if (text == null) {
      return null;
    }
    try {
      return parse(column, text);
    } catch (RuntimeException notOfThisType) {
      throw new IllegalArgumentException(
          "Row not written: a value for column `%s` is no canonical text of type %s."
              .formatted(column.name(), column.nativeType()));
    }
  }

  private static Object parse(Column column, String text) {
    return switch (column.type()) {
      case BOOLEAN -> Boolean.valueOf(text);
      case BINARY -> HexFormat.of().parseHex(text);
      case DATE -> LocalDate.parse(text);
      case TIME -> LocalTime.parse(text);
      case TIME_ZONED -> offsetTime(text);
      case TIMESTAMP -> LocalDateTime.parse(text, TIMESTAMP);
      case TIMESTAMP_ZONED -> instant(text);
      case INTERVAL -> H2Interval.parse(text);
      case UUID -> UUID.fromString(text);
      case ARRAY -> H2Array.parse(column, text);
      default -> text;
    };
  }

  private static OffsetTime offsetTime(String text) {
    int sign = sign(text, 0);
    ZoneOffset offset = ZoneOffset.of(text.substring(sign));
    return OffsetTime.of(LocalTime.parse(text.substring(0, sign)), offset);
  }

  private static OffsetDateTime instant(String text) {
    int sign = sign(text, "2026-01-31 ".length());
    LocalDateTime local = LocalDateTime.parse(text.substring(0, sign), TIMESTAMP);
    return OffsetDateTime.of(local, ZoneOffset.of(text.substring(sign)));
  }

  private static int sign(String text, int from) {
    int plus = text.indexOf('+', from);
    return plus < 0 ? text.indexOf('-', from) : plus;
  }

  /** The logical type for H2's name of a type, e.g. that of an array's elements. */
  static LogicalType typeOf(String name) {
    String type = name.toLowerCase(Locale.ROOT);
    if (type.contains(" array")) {
      return LogicalType.ARRAY;
    }
    if (type.startsWith("interval")) {
      return LogicalType.INTERVAL;
    }
    boolean zoned = type.contains("with time zone");
    return switch (type.split("[ (]", 2)[0]) {
      case "boolean" -> LogicalType.BOOLEAN;
      case "tinyint", "smallint", "integer", "bigint" -> LogicalType.INTEGER;
      case "numeric", "decimal", "decfloat" -> LogicalType.DECIMAL;
      case "real", "double", "float" -> LogicalType.FLOAT;
      case "character", "char", "varchar", "varchar_ignorecase", "clob" -> LogicalType.TEXT;
      case "binary", "varbinary", "blob" -> LogicalType.BINARY;
      case "date" -> LogicalType.DATE;
      case "time" -> zoned ? LogicalType.TIME_ZONED : LogicalType.TIME;
      case "timestamp" -> zoned ? LogicalType.TIMESTAMP_ZONED : LogicalType.TIMESTAMP;
      case "uuid" -> LogicalType.UUID;
      case "json" -> LogicalType.JSON;
      default -> LogicalType.OTHER;
    };
  }
}
