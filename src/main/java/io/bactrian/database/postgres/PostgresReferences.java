package io.bactrian.database.postgres;

import io.bactrian.changeset.Table;
import io.bactrian.database.dialect.RowSql;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Foreign keys of other tables that keep a row from being deleted, whatever the application's
 * triggers and rules and the database's cascades do: where this can't be said, there are none.
 * Stateless.
 */
final class PostgresReferences {
  private static final String SELECT =
      """
      with r as (select oid from pg_class where oid = cast(? as text)::regclass and not relhasrules)
      select c.conname, c.conrelid::regclass::text, c.condeferrable,
        (select array_agg(a.attname::text order by k.n)
           from unnest(c.conkey) with ordinality k (attnum, n)
           join pg_attribute a on a.attrelid = c.conrelid and a.attnum = k.attnum),
        (select array_agg(a.attname::text order by k.n)
           from unnest(c.confkey) with ordinality k (attnum, n)
           join pg_attribute a on a.attrelid = c.confrelid and a.attnum = k.attnum)
        from r join pg_constraint c on c.confrelid = r.oid and c.contype = 'f'
         and c.conrelid <> r.oid and c.conparentid = 0 and c.confdeltype in ('a', 'r')
       where exists (select from pg_trigger t where t.tgconstraint = c.oid and t.tgrelid = r.oid
               and t.tgenabled in ('O', 'A'))
         and not exists (select from pg_trigger t where not t.tgisinternal and t.tgenabled <> 'D'
               and t.tgtype & 8 = 8 and not (%s) and t.tgrelid = r.oid)
         and not exists (select from pg_constraint k where k.confrelid = r.oid and k.contype = 'f'
               and k.confdeltype not in ('a', 'r'))
         and not exists (select from pg_inherits i where i.inhparent = r.oid or i.inhrelid = r.oid)
      """
          .formatted(PostgresSurroundings.OURS);

  private PostgresReferences() {}

  /**
   * A foreign key to the key of a table.
   *
   * @param child SQL name of the table that refers to it
   * @param columns of the child
   * @param parentColumns names of the columns that they refer to, all of the primary key
   */
  record Reference(
      String name,
      String child,
      boolean deferrable,
      List<String> columns,
      List<String> parentColumns) {

    /** Numbers the rows, given by these columns, to which a row refers. */
    String referenced(RowSql dialect, Table table, List<Integer> positions) {
      String same =
          IntStream.range(0, columns.size())
              .mapToObj(
                  i ->
                      "c.%s = u.v%d"
                          .formatted(
                              dialect.identifier(columns.get(i)),
                              table.position(parentColumns.get(i))))
              .collect(Collectors.joining(" and "));
      return "select u.n from %s where exists (select from %s c where %s)"
          .formatted(PostgresValues.numbered(dialect, table, positions), child, same);
    }
  }

  /** Those to the table's primary key, or a part of it. */
  static List<Reference> to(Connection connection, RowSql dialect, Table table)
      throws SQLException {
    Set<String> key =
        IntStream.range(0, table.keyWidth())
            .mapToObj(i -> table.column(table.keyPosition(i)).name())
            .collect(Collectors.toSet());
    try (PreparedStatement select = connection.prepareStatement(SELECT)) {
      select.setString(1, dialect.quote(table.name()));
      List<Reference> references = new ArrayList<>();
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          List<String> parentColumns = List.of((String[]) row.getArray(5).getArray());
          if (key.containsAll(parentColumns)) {
            references.add(
                new Reference(
                    row.getString(1),
                    row.getString(2),
                    row.getBoolean(3),
                    List.of((String[]) row.getArray(4).getArray()),
                    parentColumns));
          }
        }
      }
      return references;
    }
  }
}
