package io.bactrian.database.postgres;

import io.bactrian.changeset.Column;
import io.bactrian.changeset.LogicalType;
import io.bactrian.changeset.Schema;
import io.bactrian.database.dialect.CatalogContents;
import java.sql.Array;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads PostgreSQL's system catalogue. */
final class PostgresCatalog {
  /** SQL for a table's configured name, from {@code pg_class c} and {@code pg_namespace n}. */
  static final String TABLE_NAME =
      "case when n.nspname = current_schema() then '' else n.nspname || '.' end || c.relname";

  /** Resolves domains to their base type; a domain may set its length. */
  private static final String DOMAINS =
      """
      with recursive d(oid, root, typmod) as (
        select oid, oid, -1 from pg_type
        union all
        select d.oid, t.typbasetype, case when t.typtypmod = -1 then d.typmod else t.typtypmod end
        from d join pg_type t on t.oid = d.root where t.typtype = 'd')
      """;

  /**
   * A domain over a text that is compared in its own way ({@code char}, {@code citext}) is called
   * by its base type, as values must be compared as that.
   */
  private static final String FACTS =
      """
      a.attname, case when b.typname in ('bpchar', 'citext')
          then format_type(b.oid, case when d.typmod = -1 then a.atttypmod else d.typmod end)
          else format_type(a.atttypid, a.atttypmod) end as native, b.typname, b.typcategory,
        case when d.typmod = -1 then a.atttypmod else d.typmod end as typmod,
        not a.attnotnull as nullable, coalesce(a.attnum = any (i.indkey), false) as key""";

  private static final String FROM =
      """

      from pg_class c
        join pg_namespace n on n.oid = c.relnamespace
        join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
        join d on d.oid = a.atttypid
        join pg_type b on b.oid = d.root and b.typtype <> 'd'
        left join pg_index i on i.indrelid = c.oid and i.indisprimary
      """;

  private static final String COLUMNS =
      DOMAINS
          + "select "
          + TABLE_NAME
          + " as table_name, "
          + FACTS
          + FROM
          + "where a.attgenerated = '' and "
          + PostgresUnsuitable.WHAT
          + """
           is null
            and n.nspname not in ('pg_catalog', 'information_schema') and n.nspname not like 'pg\\_t%'
          order by n.nspname, c.relname, a.attnum
          """;

  private static final String FOREIGN_KEYS =
      """
      select %s as child, %s as parent, k.confdeltype,
        array(select a.attname::text from unnest(k.conkey) with ordinality u(attnum, o)
          join pg_attribute a on a.attrelid = k.conrelid and a.attnum = u.attnum order by u.o),
        array(select a.attname::text from unnest(k.confkey) with ordinality u(attnum, o)
          join pg_attribute a on a.attrelid = k.confrelid and a.attnum = u.attnum order by u.o)
      from pg_constraint k
        join pg_class c on c.oid = k.conrelid join pg_namespace n on n.oid = c.relnamespace
        join pg_class c2 on c2.oid = k.confrelid join pg_namespace n2 on n2.oid = c2.relnamespace
      where k.contype = 'f' and k.conparentid = 0
      order by 1, k.conname
      """
          .formatted(TABLE_NAME, TABLE_NAME.replace("n.", "n2.").replace("c.", "c2."));

  private PostgresCatalog() {}

  /**
   * A query of all columns of a table, generated ones too, in the order in which the database
   * prints a whole row: a JSON array of arrays, read by {@link PostgresWholeRow}.
   *
   * @param relation SQL for the table's oid
   */
  static String columnsAsJson(String relation) {
    return DOMAINS
        + "select json_agg(json_build_array(f.attname, f.native, f.typname, f.typcategory, f.typmod,"
        + " f.nullable, f.key, f.generated) order by f.attnum)::text from (select "
        + FACTS
        + ", a.attgenerated <> '' as generated, a.attnum"
        + FROM
        + "where c.oid = "
        + relation
        + ") f";
  }

  static CatalogContents read(Connection connection) throws SQLException {
    Map<String, List<Column>> tables = new LinkedHashMap<>();
    List<Schema.ForeignKey> foreignKeys = new ArrayList<>();
    try (Statement statement = connection.createStatement()) {
      try (ResultSet row = statement.executeQuery(COLUMNS)) {
        while (row.next()) {
          tables.computeIfAbsent(row.getString(1), t -> new ArrayList<>()).add(column(row));
        }
      }
      try (ResultSet row = statement.executeQuery(FOREIGN_KEYS)) {
        while (row.next()) {
          foreignKeys.add(
              new Schema.ForeignKey(
                  row.getString(1),
                  names(row.getArray(4)),
                  row.getString(2),
                  names(row.getArray(5)),
                  cascade(row.getString(3))));
        }
      }
    }
    return new CatalogContents(tables, foreignKeys, PostgresUnsuitable.read(connection));
  }

  private static List<String> names(Array array) throws SQLException {
    return Arrays.asList((String[]) array.getArray());
  }

  static String cascade(String code) {
    return switch (code) {
      case "c" -> "CASCADE";
      case "n" -> "SET NULL";
      case "d" -> "SET DEFAULT";
      default -> null;
    };
  }

  private static Column column(ResultSet row) throws SQLException {
    return column(
        row.getString("attname"),
        row.getString("native"),
        row.getString("typname"),
        row.getString("typcategory"),
        row.getInt("typmod"),
        row.getBoolean("nullable"),
        row.getBoolean("key"));
  }

  static Column column(
      String name,
      String printedType,
      String base,
      String category,
      int typmod,
      boolean nullable,
      boolean key) {
    LogicalType type = type(base, category);
    return new Column(
        name,
        type,
        shorter(printedType),
        length(base, typmod),
        scale(base, type, typmod),
        nullable,
        key);
  }

  /**
   * The common short name of a type; {@code varchar} must also not be mistaken for a padded type.
   */
  private static String shorter(String type) {
    if (type.startsWith("character varying")) {
      return "varchar" + type.substring("character varying".length());
    }
    return type.startsWith("character(") ? "char" + type.substring("character".length()) : type;
  }

  private static LogicalType type(String base, String category) {
    return switch (base) {
      case "bool" -> LogicalType.BOOLEAN;
      case "int2", "int4", "int8", "oid" -> LogicalType.INTEGER;
      case "numeric" -> LogicalType.DECIMAL;
      case "float4", "float8" -> LogicalType.FLOAT;
      case "text", "varchar", "bpchar", "name", "char", "citext" -> LogicalType.TEXT;
      case "bytea" -> LogicalType.BINARY;
      case "date" -> LogicalType.DATE;
      case "time" -> LogicalType.TIME;
      case "timetz" -> LogicalType.TIME_ZONED;
      case "timestamp" -> LogicalType.TIMESTAMP;
      case "timestamptz" -> LogicalType.TIMESTAMP_ZONED;
      case "interval" -> LogicalType.INTERVAL;
      case "uuid" -> LogicalType.UUID;
      case "json", "jsonb" -> LogicalType.JSON;
      default -> category.equals("A") ? LogicalType.ARRAY : LogicalType.OTHER;
    };
  }

  private static int length(String base, int typmod) {
    boolean text = base.equals("varchar") || base.equals("bpchar");
    if (typmod < 4 || !text && !base.equals("numeric")) {
      return 0;
    }
    return text ? typmod - 4 : (typmod - 4) >> 16 & 0xffff;
  }

  /** A numeric's scale is a signed number of 11 bits. */
  private static int scale(String base, LogicalType type, int typmod) {
    if (base.equals("numeric")) {
      return typmod < 4 ? -1 : ((typmod - 4 & 0x7ff) ^ 0x400) - 0x400;
    }
    return switch (type) {
      case TIME, TIME_ZONED, TIMESTAMP, TIMESTAMP_ZONED -> typmod < 0 ? 6 : typmod;
      default -> -1;
    };
  }
}
