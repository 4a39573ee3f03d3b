package io.bactrian.database;

import io.bactrian.database.dialect.TriggerOptions;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.h2.jdbcx.JdbcDataSource;

/** The tables of the apply tests on H2. */
final class H2Apply {
  private static final AtomicInteger DATABASES = new AtomicInteger();

  static final List<String> TABLES =
      List.of(
          """
          create table "everything" ("id" bigint generated always as identity primary key,
            "flag" boolean, "small" smallint, "big" bigint, "amount" numeric(12,2),
            "ratio" double precision, "single" real, "code" char(5), "name" varchar(30), "body" clob,
            "bytes" varbinary(100), "blob" blob, "day" date, "clock" time(6),
            "clockz" time(6) with time zone, "moment" timestamp(6),
            "instant" timestamp(6) with time zone, "span" interval day to second(6), "uid" uuid,
            "doc" json, "tags" varchar array, "numbers" int array, "mood" enum('sad', 'so so'))""");

  static final List<String> EVERYTHING =
      List.of(
          "1",
          "true",
          "-3",
          "9007199254740993",
          "-12345.60",
          "0.1",
          "1.5",
          "ab   ",
          "quo\"te, (back\\slash)",
          "tab\tline\nreturn\r \\N \\. ü 𝄞 'x' {}",
          "00ff5c",
          "0001",
          "2026-01-31",
          "23:59:59.123456",
          "23:59:59+02",
          "2026-01-31 23:59:59.5",
          "2026-03-08 06:30:00.123456+00",
          "P3DT4H5M6.7S",
          "00112233-4455-6677-8899-aabbccddeeff",
          "{\"a\":[1,\"b\"]}",
          "{a,\"b,c\",NULL,\"d\\\\e\"}",
          "{1,NULL,3}",
          "so so");

  private H2Apply() {}

  static ApplyDatabase open() throws SQLException {
    return open(TriggerOptions.NONE);
  }

  static ApplyDatabase open(TriggerOptions options) throws SQLException {
    return open(options, TABLES);
  }

  static ApplyDatabase open(TriggerOptions options, List<String> tables) throws SQLException {
    JdbcDataSource plain = new JdbcDataSource();
    plain.setURL(
        "jdbc:h2:mem:apply%d;DB_CLOSE_DELAY=-1;LOCK_TIMEOUT=20000"
            .formatted(DATABASES.incrementAndGet()));
    return new ApplyDatabase(plain, options, tables);
  }
}
