package io.bactrian.database.postgres;

import io.bactrian.database.dialect.RowSql;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * Foreign keys and unique indexes that refuse a row whatever the application's triggers and rules
 * make of it: those of which this can't be said are left out, as are indexes of expressions and of
 * a part of the rows. Stateless.
 */
final class PostgresConstraints {
  private static final String NAMES =
      """
      (select array_agg(a.attname::text order by k.n)
         from unnest(%s) with ordinality k (attnum, n)
         join pg_attribute a on a.attrelid = %s and a.attnum = k.attnum where k.n <= %s)""";

  /** A trigger that fires before the database checks a row's foreign keys, or a unique index. */
  private static final String UNTOUCHED =
      """
      not exists (select from pg_trigger t where not t.tgisinternal and t.tgenabled <> 'D'
          and (t.tgtype & 2 = 2 %s) and not (%s)
          and (t.tgrelid = r.oid
            or t.tgrelid in (select p.relid from pg_partition_tree(r.oid) p)))""";

  private static final String SELECT =
      """
      with r as (select oid from pg_class where oid = cast(? as text)::regclass and not relhasrules)
      select c.conname, c.confrelid::regclass::text, c.confrelid = r.oid, c.condeferrable, %s, %s
        from r join pg_constraint c on c.conrelid = r.oid and c.contype = 'f'
       where exists (select from pg_trigger t where t.tgconstraint = c.oid and t.tgrelid = r.oid
               and t.tgenabled in ('O', 'A')) and %s
      union all
      select i.relname, null, false, not x.indimmediate, %s, null
        from r join pg_index x on x.indrelid = r.oid and x.indisunique and x.indisvalid
          and x.indexprs is null and x.indpred is null
        join pg_class i on i.oid = x.indexrelid
       where %s
      """
          .formatted(
              NAMES.formatted("c.conkey", "c.conrelid", "32767"),
              NAMES.formatted("c.confkey", "c.confrelid", "32767"),
              UNTOUCHED.formatted(
                  "or t.tgname < 'RI_ConstraintTrigger' collate \"C\"", PostgresSurroundings.OURS),
              NAMES.formatted("x.indkey::int2[]", "x.indrelid", "x.indnkeyatts"),
              UNTOUCHED.formatted("", PostgresSurroundings.OURS));

  private PostgresConstraints() {}

  /**
   * A foreign key or a unique index.
   *
   * @param parent SQL name of the table it refers to; null for a unique index
   * @param own whether it refers to its own table
   * @param parentColumns null for a unique index
   */
  record Constraint(
      String name,
      String parent,
      boolean own,
      boolean deferrable,
      List<String> columns,
      List<String> parentColumns) {}

  /** Those of the table; foreign keys first. */
  static List<Constraint> of(Connection connection, RowSql dialect, String table)
      throws SQLException {
    try (PreparedStatement select = connection.prepareStatement(SELECT)) {
      select.setString(1, dialect.quote(table));
      List<Constraint> constraints = new ArrayList<>();
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          constraints.add(
              new Constraint(
                  row.getString(1),
                  row.getString(2),
                  row.getBoolean(3),
                  row.getBoolean(4),
                  names(row.getArray(5)),
                  names(row.getArray(6))));
        }
      }
      return constraints;
    }
  }

  private static List<String> names(Array names) throws SQLException {
    return names == null ? null : List.of((String[]) names.getArray());
  }
}
