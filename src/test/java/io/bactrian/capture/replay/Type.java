package io.bactrian.capture.replay;

import java.util.List;

/**
 * A type of a column, with a few values of it, so that values meet.
 *
 * @param texts canonical texts, as far as it is used for keys
 * @param key whether it is used for keys
 */
record Type(String sql, boolean key, List<String> texts) {
  /** Types of the application, which its schema has to create. */
  static final List<String> OWN =
      List.of(
          "create type mood as enum ('sad', 'so so', 'happy')",
          "create domain positive as int check (value > 0)",
          "create domain code as char(4)",
          "create domain named as varchar(12) not null",
          "create type pair as (a int, b text)");

  static final Type INT = key("int", "1", "2", "3", "4", "5", "6", "7", "8");
  static final Type TEXT = key("text", "a", "B", "ä", "x y", "q\"u\\o,te(", "~", "Я", "it's");

  static final List<Type> ALL =
      List.of(
          INT,
          INT,
          TEXT,
          key("bigint", "1", "2", "3", "9007199254740993", "-4"),
          key("smallint", "1", "2", "3", "-1"),
          key("varchar(10)", "a", "b", "c", "", " d"),
          key("char(5)", "a    ", "b    ", "Bb   ", "ä    "),
          key(
              "uuid",
              "00112233-4455-6677-8899-aabbccddeeff",
              "00112233-4455-6677-8899-aabbccddeef0",
              "ffffffff-4455-6677-8899-aabbccddeef0"),
          key("date", "2026-01-31", "2026-02-01", "1999-12-31"),
          key(
              "timestamp",
              "2026-01-31 23:59:59.5",
              "2026-01-31 00:00:00",
              "0044-03-15 12:00:00 BC"),
          key("timestamptz", "2026-03-08 06:30:00.123456+00", "2026-03-08 07:30:00+00"),
          key("numeric", "1", "1.0", "1.00", "2", "-3.5", "NaN"),
          key("numeric(8,2)", "1.00", "2.50", "-3.00"),
          key("bytea", "00ff", "", "5c27"),
          key("boolean", "true", "false"),
          key("inet", "10.0.0.0/8", "10.0.0.1", "::1"),
          key("interval", "P1D", "PT24H", "P1M", "P30D"),
          key("mood", "sad", "so so", "happy"),
          key("positive", "1", "2", "3"),
          key("code", "ab  ", "c   ", "wxyz"),
          key("named", "x", "y", "z z"),
          key("time", "23:59:59.123456", "00:00:00"),
          key("bit(4)", "0101", "1111"),
          new Type("timetz", false, List.of("23:59:59+02", "21:59:59+00")),
          new Type("float8", false, List.of("0.1", "1e300", "-0", "NaN", "Infinity")),
          new Type("real", false, List.of("0.1", "1.5e20")),
          new Type("money", false, List.of("12.34", "-1")),
          new Type("json", false, List.of("{ \"b\":1,  \"b\":2}", "null", "[]")),
          new Type("jsonb", false, List.of("{\"a\": [1, \"b\"]}", "1", "1.0")),
          new Type("int[]", false, List.of("{1,NULL,3}", "{}", "{{1,2},{3,4}}")),
          new Type("text[]", false, List.of("{a,\"b,c\",NULL}", "{\"d\\\\e\"}")),
          new Type("varchar(5)[]", false, List.of("{a,b}", "{}")),
          new Type("int4range", false, List.of("[1,3)", "[2,5)", "empty", "(,)")),
          new Type("tstzrange", false, List.of("[\"2026-01-01 00:00:00+00\",)", "empty")),
          new Type("varbit", false, List.of("1", "0110")),
          new Type("point", false, List.of("(1,2)", "(0.5,-0)")),
          new Type("macaddr", false, List.of("08:00:2b:01:02:03", "08:00:2b:01:02:04")),
          new Type("tsvector", false, List.of("'a' 'b':1", "'c'")),
          new Type("pair", false, List.of("(1,x)", "(,\"a,b\")")),
          new Type("mood[]", false, List.of("{sad,\"so so\"}", "{}")),
          new Type("xml", false, List.of("<a>1</a>", "<b/>")));

  private static Type key(String sql, String... texts) {
    return new Type(sql, true, List.of(texts));
  }

  static Type forKey(Choice choice) {
    Type type = choice.percent(45) ? INT : choice.of(ALL);
    return type.key ? type : INT;
  }

  /** Whether equal values have equal texts. */
  boolean hasOneText() {
    return !sql.equals("interval") && !sql.equals("numeric");
  }

  String literal(String text) {
    return sql.equals("bytea") ? "'\\x" + text + "'" : "'" + text.replace("'", "''") + "'";
  }

  /** A literal of one of its values. */
  String any(Choice choice) {
    return literal(choice.of(texts));
  }
}
