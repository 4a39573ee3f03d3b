package io.bactrian.changeset;

/**
 * The type of a column, independent of the database. Values are sent as text in the canonical form
 * of their type, so that no precision is lost between two databases; SQL NULL is a Java {@code
 * null}.
 */
public enum LogicalType {
  /** {@code true} or {@code false}. */
  BOOLEAN,
  /** Decimal digits with an optional minus sign. */
  INTEGER,
  /** Plain decimal notation, trailing zeros kept, or {@code NaN}; as PostgreSQL prints numeric. */
  DECIMAL,
  /** Shortest text that reads back to the same double, {@code NaN}, {@code Infinity}. */
  FLOAT,
  /** Any characters. */
  TEXT,
  /** Lower-case hexadecimal digits, two a byte, no prefix. */
  BINARY,
  /** {@code 2026-01-31}. */
  DATE,
  /** {@code 23:59:59.123456}, trailing zeros of the fraction dropped. */
  TIME,
  /** {@code 23:59:59.123456+02}. */
  TIME_ZONED,
  /** {@code 2026-01-31 23:59:59.123456}, trailing zeros of the fraction dropped. */
  TIMESTAMP,
  /** {@code 2026-01-31 23:59:59.123456+00}, always UTC. */
  TIMESTAMP_ZONED,
  /** ISO 8601 duration. */
  INTERVAL,
  /** Lower-case with dashes. */
  UUID,
  /** JSON text as the database prints it. */
  JSON,
  /** The database's own text of an array. */
  ARRAY,
  /** Anything else (enums, ranges, network addresses): the database's own text. */
  OTHER
}
