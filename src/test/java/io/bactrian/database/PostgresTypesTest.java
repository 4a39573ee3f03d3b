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
import static org.assertj.core.api.Assertions.assertThat;

import io.bactrian.changeset.Row;
import io.bactrian.changeset.Schema;
import io.bactrian.database.dialect.TriggerOptions;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PostgresTypesTest extends TypesContract {
  @Override
  DataSource database() throws SQLException {
    return TestDatabase.postgres();
  }

  @BeforeEach
  void types() throws SQLException {
    run(
        db,
        "create type mood as enum ('so so', 'fine')",
        "create domain price as numeric(8,3)",
        "create domain code as varchar(4)",
        "create type pair as (a int, b text)");
  }

  @Override
  String same(String a, String b, Example example) {
    return super.same(a + "::text", b + "::text", example);
  }

  static List<Example> examples() {
    return List.of(
        example("boolean", BOOLEAN, "true", "true"),
        example("smallint", INTEGER, "-5", "-5"),
        example("bigint", INTEGER, "9223372036854775807", "9223372036854775807"),
        example("numeric(12,2)", DECIMAL, "-12.5", "-12.50"),
        example("numeric", DECIMAL, "1.500", "1.500"),
        example("numeric", DECIMAL, "'NaN'", "NaN"),
        example("price", DECIMAL, "1.5", "1.500"),
        example("real", FLOAT, "0.1", "0.1"),
        example("double precision", FLOAT, "1e20", "1e+20"),
        example("double precision", FLOAT, "'-Infinity'", "-Infinity"),
        example("text", TEXT, "E'a,\"b\"\\\\ (c)\\n\\t ü €'", "a,\"b\"\\ (c)\n\t ü €"),
        example("text", TEXT, "''", ""),
        example("varchar(40)", TEXT, "' a '", " a "),
        example("char(5)", TEXT, "'ab'", "ab   "),
        example("code", TEXT, "'abcd'", "abcd"),
        example("bytea", BINARY, "'\\x00ff10'", "00ff10"),
        example("bytea", BINARY, "''", ""),
        example("date", DATE, "'2026-01-31'", "2026-01-31"),
        example("date", DATE, "'0044-03-15 BC'", "0044-03-15 BC"),
        example("time", TIME, "'23:59:59.120'", "23:59:59.12"),
        example("timetz", TIME_ZONED, "'23:59:59.5+02:30'", "23:59:59.5+02:30"),
        example(
            "timestamp", TIMESTAMP, "'2026-03-08 02:30:00.000001'", "2026-03-08 02:30:00.000001"),
        example("timestamp(3)", TIMESTAMP, "'2026-01-31 23:59:59.1234'", "2026-01-31 23:59:59.123"),
        example(
            "timestamptz",
            TIMESTAMP_ZONED,
            "'2026-01-31 23:59:59-03:30'",
            "2026-02-01 03:29:59+00"),
        example("timestamptz", TIMESTAMP_ZONED, "'infinity'", "infinity"),
        example("interval", INTERVAL, "'1 year 2 mons -3 days 04:05:06.7'", "P1Y2M-3DT4H5M6.7S"),
        example(
            "uuid",
            UUID,
            "'A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11'",
            "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11"),
        example("json", JSON, "'{ \"a\" : [1, null] }'", "{ \"a\" : [1, null] }"),
        example("jsonb", JSON, "'{ \"b\" : 1, \"a\" : \"\\\"\" }'", "{\"a\": \"\\\"\", \"b\": 1}"),
        example("integer[]", ARRAY, "'{1,NULL,3}'", "{1,NULL,3}"),
        example("varchar(3)[]", ARRAY, "array['a', 'b\"c']", "{a,\"b\\\"c\"}"),
        example("bytea[]", ARRAY, "array['\\x00'::bytea]", "{\"\\\\x00\"}"),
        example("mood", OTHER, "'so so'", "so so"),
        example("mood[]", ARRAY, "'{fine,\"so so\"}'", "{fine,\"so so\"}"),
        example("pair", OTHER, "row(1, 'x y')", "(1,\"x y\")"),
        example("money", OTHER, "1234.5::money", "$1,234.50"),
        example("int4range", OTHER, "'[1,5)'", "[1,5)"),
        example("tstzrange", OTHER, "'[2026-01-31 12:00+01,)'", "[\"2026-01-31 11:00:00+00\",)"),
        example("inet", OTHER, "'10.1.2.3/8'", "10.1.2.3/8"),
        example("bit(3)", OTHER, "b'101'", "101"),
        example("bit varying(8)", OTHER, "b'10101'", "10101"),
        example("xml", OTHER, "'<a b=\"c\"/>'", "<a b=\"c\"/>"),
        example("point", OTHER, "'(1.5,2)'", "(1.5,2)"),
        example("tsvector", OTHER, "'a:1 b:2'", "'a':1 'b':2"));
  }

  @Test
  void composite_keys_of_any_type_are_told_apart_by_their_text() throws SQLException {
    run(
        db,
        "create table k (n numeric, t text, d timestamptz, v int, primary key (n, t, d))",
        "insert into k values (1.0, 'a', '2026-01-31 12:00+01', 1)");
    Schema schema = Catalog.read(db, dialect, null, Map.of());
    new Tracking(dialect).install(db, schema, TriggerOptions.NONE);
    run(db, "update k set v = 2", "update k set n = 1.00");
    assertThat(
            TestDatabase.rows(
                db, "select before, after from bactrian_change order by number, after"))
        .containsExactlyInAnyOrder(
            "(1.0,a,\"2026-01-31 11:00:00+00\",1)|(1.0,a,\"2026-01-31 11:00:00+00\",2)",
            "(1.0,a,\"2026-01-31 11:00:00+00\",2)|null",
            "null|(1.00,a,\"2026-01-31 11:00:00+00\",2)");
    assertThat(Row.ofText("(1.0)").get(0)).isEqualTo("1.0");
  }
}
