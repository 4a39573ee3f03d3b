package io.bactrian.capture.replay;

import io.bactrian.changeset.Key;
import java.sql.Array;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A unique constraint or, with a parent, a foreign key.
 *
 * @param parent null for a unique constraint
 */
record Constraint(
    String name, String table, List<String> columns, String parent, List<String> parentColumns) {

  /**
   * Left out are types whose equal values may have different texts, and foreign keys that the
   * application itself breaks, where a trigger or a rule prevents a cascade.
   */
  private static final String ALL =
      """
      select k.conname, %s, array(select a.attname::text from unnest(k.conkey) with ordinality u(n, o)
            join pg_attribute a on a.attrelid = k.conrelid and a.attnum = u.n order by u.o),
          case when k.contype = 'f' then %s end,
          array(select a.attname::text from unnest(k.confkey) with ordinality u(n, o)
            join pg_attribute a on a.attrelid = k.confrelid and a.attnum = u.n order by u.o)
        from pg_constraint k
          join pg_class c on c.oid = k.conrelid join pg_namespace n on n.oid = c.relnamespace
          left join pg_class c2 on c2.oid = k.confrelid
          left join pg_namespace n2 on n2.oid = c2.relnamespace
        where k.contype in ('f', 'u') and k.convalidated and k.conparentid = 0
          and not exists (select from unnest(k.conkey) u(n)
            join pg_attribute a on a.attrelid = k.conrelid and a.attnum = u.n
            where a.atttypid::regtype::text in ('interval', 'citext', 'numeric', 'jsonb'))
          and (k.contype = 'u' or not exists (
            select from pg_trigger t where t.tgrelid = k.conrelid and not t.tgisinternal
              and t.tgtype & 2 > 0 and t.tgname not like '%%bactrian%%'
            union all select from pg_rewrite r where r.ev_class = k.conrelid))
        order by 1, 2"""
          .formatted(name("n", "c"), name("n2", "c2"));

  private static String name(String schema, String table) {
    return "case when %1$s.nspname = current_schema() then '' else %1$s.nspname || '.' end || %2$s.relname"
        .formatted(schema, table);
  }

  static List<Constraint> read(Connection connection) throws SQLException {
    List<Constraint> all = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(ALL)) {
      while (row.next()) {
        all.add(
            new Constraint(
                row.getString(1),
                row.getString(2),
                texts(row.getArray(3)),
                row.getString(4),
                texts(row.getArray(5))));
      }
    }
    return all;
  }

  private static List<String> texts(Array array) throws SQLException {
    return array == null ? List.of() : Arrays.asList((String[]) array.getArray());
  }

  /** How it does not hold; null when it does. */
  String broken(Map<String, Map<Key, Image>> tables) {
    Collection<Image> rows = tables.getOrDefault(table, Map.of()).values();
    if (parent == null) {
      Set<List<String>> seen = new HashSet<>();
      for (Image row : rows) {
        List<String> values = values(row, columns);
        if (values != null && !seen.add(values)) {
          return "two rows of %s have %s %s".formatted(table, columns, values);
        }
      }
      return null;
    }
    if (rows.isEmpty() || !tables.containsKey(parent)) {
      return null;
    }
    Set<List<String>> parents = new HashSet<>();
    tables.get(parent).values().forEach(row -> parents.add(values(row, parentColumns)));
    for (Image row : rows) {
      List<String> values = values(row, columns);
      if (values != null && !parents.contains(values)) {
        return "a row of %s refers to %s %s, which is not there".formatted(table, parent, values);
      }
    }
    return null;
  }

  /** Null when one of them is. */
  private static List<String> values(Image row, List<String> columns) {
    List<String> values = new ArrayList<>();
    for (String column : columns) {
      String value = row.get(column);
      if (value == null) {
        return null;
      }
      values.add(value);
    }
    return values;
  }
}
