package io.bactrian.database.postgres;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.Map;

/** Names what PostgreSQL lets one query as a table but whose rows can't be tracked. */
final class PostgresUnsuitable {
  /** SQL that says what a {@code pg_class c} is, and what to do; null for a table to track. */
  static final String WHAT =
      """
      case
        when c.relkind = 'v' then 'a view. Name the tables it reads.'
        when c.relkind = 'm' then 'a materialized view. Name the tables it reads.'
        when c.relkind = 'f' then 'a foreign table: its rows are in another server, where others'
          || ' change them unseen. Track it there.'
        when c.relkind not in ('r', 'p') then 'no table. Correct the name.'
        when c.relpersistence = 't' then 'a temporary table, which is gone when its session ends.'
          || ' Take it out of the configuration.'
        when c.relpersistence = 'u' then 'an unlogged table: a crash of the server empties it, and'
          || ' no trigger tells. Make it durable by `alter table ... set logged`, or take it out of'
          || ' the configuration.'
        when c.relispartition then 'a partition of `' ||
          (select p.relname from pg_class p where p.oid = pg_partition_root(c.oid))
          || '`. Name that table: all its partitions are tracked with it.'
        when c.relkind = 'r' and (exists (select from pg_inherits i where i.inhrelid = c.oid)
            or exists (select from pg_inherits i where i.inhparent = c.oid))
          then 'part of an inheritance tree: a query of the parent shows the rows of its children,'
          || ' too. Make it a partitioned table, or take it out of the configuration.'
      end""";

  private static final String QUERY =
      """
      select case when c.relpersistence = 't' then c.relname else %s end, %s
      from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where c.relkind in ('r', 'p', 'v', 'm', 'f') and %s is not null
        and n.nspname not in ('pg_catalog', 'information_schema')
        and (c.relpersistence = 't' or n.nspname not like 'pg\\_t%%')
      """
          .formatted(PostgresCatalog.TABLE_NAME, WHAT, WHAT);

  private PostgresUnsuitable() {}

  /** By configured name: what it is, as the rest of a sentence. */
  static Map<String, String> read(Connection connection) throws SQLException {
    Map<String, String> unsuitable = new LinkedHashMap<>();
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(QUERY)) {
      while (row.next()) {
        unsuitable.put(row.getString(1), row.getString(2));
      }
    }
    return unsuitable;
  }
}
