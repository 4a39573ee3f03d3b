package io.bactrian.database;

import io.bactrian.database.dialect.TriggerOptions;
import java.sql.SQLException;
import java.util.List;

/** The tables of the apply tests on PostgreSQL. */
final class PostgresApply {
  static final List<String> TABLES =
      List.of(
          "create type mood as enum ('sad', 'so so')",
          """
          create table "everything" (id bigint generated always as identity primary key, flag boolean,
            small smallint, big bigint, amount numeric(12,2), wide numeric, ratio double precision,
            single real, code char(5), name varchar(30), body text, bytes bytea, day date, clock time,
            clockz timetz, moment timestamp, instant timestamptz, span interval, uid uuid, doc jsonb,
            plain json, tags text[], numbers int[], mood mood, net inet, bits bit(4))""");

  static final List<String> EVERYTHING =
      List.of(
          "1",
          "true",
          "-3",
          "9007199254740993",
          "-12345.60",
          "1234567890123456789.000000001",
          "0.1",
          "1.5e+20",
          "ab   ",
          "quo\"te, (back\\slash)",
          "tab\tline\nreturn\r \\N \\. ü 𝄞 'x' {}",
          "00ff5c",
          "2026-01-31",
          "23:59:59.123456",
          "23:59:59+02",
          "2026-01-31 23:59:59.5",
          "2026-03-08 06:30:00.123456+00",
          "P1Y2M3DT4H5M6.7S",
          "00112233-4455-6677-8899-aabbccddeeff",
          "{\"a\": [1, \"b\"]}",
          "{ \"b\":1,  \"b\":2}",
          "{a,\"b,c\",NULL,\"d\\\\e\"}",
          "{1,NULL,3}",
          "so so",
          "10.0.0.0/8",
          "0101");

  private PostgresApply() {}

  static ApplyDatabase open() throws SQLException {
    return open(TriggerOptions.NONE);
  }

  static ApplyDatabase open(TriggerOptions options) throws SQLException {
    return new ApplyDatabase(TestDatabase.postgres(), options, TABLES);
  }
}
