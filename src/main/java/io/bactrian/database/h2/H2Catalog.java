package io.bactrian.database.h2;

import io.bactrian.changeset.Column;
import io.bactrian.changeset.LogicalType;
import io.bactrian.changeset.Schema;
import io.bactrian.database.dialect.CatalogContents;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads H2's INFORMATION_SCHEMA. */
final class H2Catalog {
  private static final int MOST_DIGITS = 100_000;

  private static final String COLUMNS =
      """
      select case when c.table_schema = current_schema then '' else c.table_schema || '.' end
          || c.table_name as name,
        c.column_name, data_type_sql(c.table_schema, c.table_name, 'TABLE', c.dtd_identifier) as native,
        c.domain_name, c.character_maximum_length, c.numeric_precision, c.numeric_scale,
        c.datetime_precision, c.is_nullable,
        exists(select 1 from information_schema.table_constraints p
          join information_schema.key_column_usage u using (constraint_schema, constraint_name)
          where p.constraint_type = 'PRIMARY KEY' and p.table_schema = c.table_schema
            and p.table_name = c.table_name and u.column_name = c.column_name) as is_key
      from information_schema.columns c
        join information_schema.tables t using (table_schema, table_name)
      where t.table_type = 'BASE TABLE' and t.storage_type <> 'GLOBAL TEMPORARY'
        and c.table_schema <> 'INFORMATION_SCHEMA' and c.is_generated = 'NEVER'
      order by c.table_schema, c.table_name, c.ordinal_position
      """;

  private static final String FOREIGN_KEYS =
      """
      select case when k.table_schema = current_schema then '' else k.table_schema || '.' end
          || k.table_name as child,
        case when u.table_schema = current_schema then '' else u.table_schema || '.' end
          || u.table_name as parent,
        r.delete_rule, r.constraint_schema || '.' || r.constraint_name as name,
        k.column_name, u.column_name as parent_column
      from information_schema.referential_constraints r
        join information_schema.key_column_usage k
          on k.constraint_schema = r.constraint_schema and k.constraint_name = r.constraint_name
        join information_schema.key_column_usage u
          on u.constraint_schema = r.unique_constraint_schema
          and u.constraint_name = r.unique_constraint_name
          and u.ordinal_position = k.position_in_unique_constraint
      order by name, k.ordinal_position
      """;

  private static final String UNSUITABLE =
      """
      select case when table_schema = current_schema then '' else table_schema || '.' end
          || table_name as name,
        case table_type when 'VIEW' then 'a view. Name the tables it reads.'
          else 'a temporary table, which is gone when its session ends. Take it out of the configuration.' end
      from information_schema.tables
      where table_type in ('VIEW', 'GLOBAL TEMPORARY', 'LOCAL TEMPORARY')
        and table_schema <> 'INFORMATION_SCHEMA'
      """;

  private H2Catalog() {}

  static CatalogContents read(Connection connection) throws SQLException {
    Map<String, List<Column>> tables = new LinkedHashMap<>();
    Map<String, Schema.ForeignKey> foreignKeys = new LinkedHashMap<>();
    Map<String, String> unsuitable = new LinkedHashMap<>();
    try (Statement statement = connection.createStatement()) {
      try (ResultSet row = statement.executeQuery(COLUMNS)) {
        while (row.next()) {
          tables.computeIfAbsent(row.getString(1), t -> new ArrayList<>()).add(column(row));
        }
      }
      try (ResultSet row = statement.executeQuery(FOREIGN_KEYS)) {
        while (row.next()) {
          foreignKeys.merge(row.getString("name"), foreignKey(row), H2Catalog::together);
        }
      }
      try (ResultSet row = statement.executeQuery(UNSUITABLE)) {
        while (row.next()) {
          unsuitable.put(row.getString(1), row.getString(2));
        }
      }
    }
    return new CatalogContents(tables, List.copyOf(foreignKeys.values()), unsuitable);
  }

  private static Schema.ForeignKey foreignKey(ResultSet row) throws SQLException {
    String rule = row.getString("delete_rule");
    return new Schema.ForeignKey(
        row.getString("child"),
        List.of(row.getString("column_name")),
        row.getString("parent"),
        List.of(row.getString("parent_column")),
        rule.equals("NO ACTION") || rule.equals("RESTRICT") ? null : rule);
  }

  private static Schema.ForeignKey together(Schema.ForeignKey a, Schema.ForeignKey b) {
    List<String> columns = new ArrayList<>(a.columns());
    columns.addAll(b.columns());
    List<String> parentColumns = new ArrayList<>(a.parentColumns());
    parentColumns.addAll(b.parentColumns());
    return new Schema.ForeignKey(a.table(), columns, a.parent(), parentColumns, a.cascades());
  }

  private static Column column(ResultSet row) throws SQLException {
    String nativeType = row.getString("native");
    LogicalType type = H2Text.typeOf(nativeType);
    String domain = row.getString("domain_name");
    return new Column(
        row.getString("column_name"),
        type,
        domain != null && type != LogicalType.ARRAY ? domain : shorter(nativeType, type),
        length(row, type),
        scale(row, type),
        row.getString("is_nullable").equals("YES"),
        row.getBoolean("is_key"));
  }

  /** The declared length. For types without one H2 reports its own limit, which is ignored. */
  private static int length(ResultSet row, LogicalType type) throws SQLException {
    return switch (type) {
      case TEXT -> bounded(row.getLong("character_maximum_length"), H2Text.LONGEST_VARCHAR);
      case DECIMAL -> bounded(row.getLong("numeric_precision"), MOST_DIGITS);
      default -> 0;
    };
  }

  private static int bounded(long length, int limit) {
    return length < limit ? (int) length : 0;
  }

  private static int scale(ResultSet row, LogicalType type) throws SQLException {
    String from =
        switch (type) {
          case DECIMAL -> "numeric_scale";
          case TIME, TIME_ZONED, TIMESTAMP, TIMESTAMP_ZONED -> "datetime_precision";
          default -> null;
        };
    int scale = from == null ? -1 : row.getInt(from);
    return from != null && row.wasNull() ? -1 : scale;
  }

  /** The common short name of a type, in lower case except for values of an enum. */
  private static String shorter(String type, LogicalType logical) {
    if (logical == LogicalType.OTHER) {
      return type;
    }
    String lower = type.toLowerCase(java.util.Locale.ROOT);
    return lower.startsWith("character varying")
        ? "varchar" + lower.substring("character varying".length())
        : lower.startsWith("character(") ? "char" + lower.substring("character".length()) : lower;
  }
}
