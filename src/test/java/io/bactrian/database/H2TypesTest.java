package io.bactrian.database;

import static io.bactrian.changeset.LogicalType.ARRAY;
import static io.bactrian.changeset.LogicalType.BINARY;
import static io.bactrian.changeset.LogicalType.BOOLEAN;
import static io.bactrian.changeset.LogicalType.DATE;
import static io.bactrian.changeset.LogicalType.DECIMAL;
import static io.bactrian.changeset.LogicalType.FLOAT;
import static io.bactrian.changeset.LogicalType.INTEGER;
import static io.bactrian.changeset.LogicalType.INTERVAL;
import static io.bactrian.changeset.LogicalType.JSON;
import static io.bactrian.changeset.LogicalType.OTHER;
import static io.bactrian.changeset.LogicalType.TEXT;
import static io.bactrian.changeset.LogicalType.TIME;
import static io.bactrian.changeset.LogicalType.TIMESTAMP;
import static io.bactrian.changeset.LogicalType.TIMESTAMP_ZONED;
import static io.bactrian.changeset.LogicalType.TIME_ZONED;
import static io.bactrian.changeset.LogicalType.UUID;
import static io.bactrian.database.TestDatabase.run;

import java.sql.SQLException;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;

class H2TypesTest extends TypesContract {
  @Override
  DataSource database() {
    return TestDatabase.h2();
  }

  @BeforeEach
  void types() throws SQLException {
    run(db, "create domain price as numeric(8,3)", "create domain tags as varchar(9) array");
  }

  static List<Example> examples() {
    return List.of(
        example("boolean", BOOLEAN, "true", "true"),
        example("tinyint", INTEGER, "-5", "-5"),
        example("bigint", INTEGER, "9223372036854775807", "9223372036854775807"),
        example("numeric(12,2)", DECIMAL, "-12.5", "-12.50"),
        example("numeric(30,10)", DECIMAL, "0.0000000001", "0.0000000001"),
        example("decfloat", DECIMAL, "1e30", "1000000000000000000000000000000"),
        example("price", DECIMAL, "1.5", "1.500"),
        example("real", FLOAT, "0.1", "0.1"),
        example("real", FLOAT, "1000000", "1e+06"),
        example("double precision", FLOAT, "1e20", "1e+20"),
        example("double precision", FLOAT, "1.25e-7", "1.25e-07"),
        example("double precision", FLOAT, "3", "3"),
        example("double precision", FLOAT, "'-Infinity'", "-Infinity"),
        example("varchar(40)", TEXT, "U&'a,\"b\"\\\\ (c)\\000a ü €'", "a,\"b\"\\ (c)\n ü €"),
        example("varchar", TEXT, "''", ""),
        example("char(5)", TEXT, "'ab'", "ab   "),
        example("clob", TEXT, "'long'", "long"),
        example("varbinary", BINARY, "X'00ff10'", "00ff10"),
        example("blob", BINARY, "X''", ""),
        example("date", DATE, "'2026-01-31'", "2026-01-31"),
        example("time(6)", TIME, "'23:59:59.120001'", "23:59:59.120001"),
        example("time", TIME, "'23:59:00'", "23:59:00"),
        example("time(2) with time zone", TIME_ZONED, "'23:59:59.5-03:30'", "23:59:59.5-03:30"),
        example(
            "timestamp", TIMESTAMP, "'2026-03-08 02:30:00.000001'", "2026-03-08 02:30:00.000001"),
        example(
            "timestamp(9)",
            TIMESTAMP,
            "'2026-01-31 23:59:59.123456789'",
            "2026-01-31 23:59:59.123456789"),
        example(
            "timestamp with time zone",
            TIMESTAMP_ZONED,
            "'2026-01-31 23:59:59-03:30'",
            "2026-02-01 03:29:59+00"),
        example("interval year to month", INTERVAL, "interval -'1-2' year to month", "P-1Y-2M"),
        example(
            "interval day to second",
            INTERVAL,
            "interval '3 04:05:06.7' day to second",
            "P3DT4H5M6.7S"),
        example("interval hour", INTERVAL, "interval '0' hour", "PT0S"),
        example(
            "uuid",
            UUID,
            "'A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11'",
            "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11"),
        example("json", JSON, "json '{ \"a\" : [1, null] }'", "{\"a\":[1,null]}"),
        example("json", JSON, "json '\"text\"'", "\"text\""),
        example("integer array", ARRAY, "array[1, null, 3]", "{1,NULL,3}"),
        example("tags", ARRAY, "array['a', 'b\"c', 'null', '']", "{a,\"b\\\"c\",\"null\",\"\"}"),
        example("varbinary array", ARRAY, "array[X'00ff']", "{00ff}"),
        example("integer array array", ARRAY, "array[array[1, 2], array[3]]", "{{1,2},{3}}"),
        example("enum('so so', 'fine')", OTHER, "'so so'", "so so"));
  }
}
