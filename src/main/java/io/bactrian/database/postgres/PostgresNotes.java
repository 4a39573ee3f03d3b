package io.bactrian.database.postgres;

import io.bactrian.changeset.Schema;
import io.bactrian.database.dialect.TriggerFindings;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * Tells what stands around tracked tables that a person must know of or decide on; none of it keeps
 * rows from being captured.
 */
final class PostgresNotes {
  private static final String TRACKED =
      """
      join pg_class c on c.oid = coalesce(pg_partition_root(%s), %1$s)
      join pg_namespace n on n.oid = c.relnamespace
      """;

  private static final String BEFORE_TRIGGERS =
      "select "
          + PostgresCatalog.TABLE_NAME
          + ", t.tgname from pg_trigger t "
          + TRACKED.formatted("t.tgrelid")
          + """
          where not t.tgisinternal and t.tgparentid = 0 and t.tgtype & 2 = 2 and not (%s) order by 1, 2
          """
              .formatted(PostgresSurroundings.OURS);

  private static final String RULES =
      "select "
          + PostgresCatalog.TABLE_NAME
          + ", r.rulename, r.is_instead, case r.ev_type when '2' then 'update' when '3' then 'insert' else 'delete' end"
          + " from pg_rewrite r "
          + TRACKED.formatted("r.ev_class")
          + "where r.ev_type in ('2', '3', '4') and c.relkind in ('r', 'p') order by 1, 2";

  private static final String KEYS =
      "select "
          + PostgresCatalog.TABLE_NAME
          + """
          , a.attname, a.attidentity <> '' or coalesce(pg_get_expr(d.adbin, d.adrelid), '') like 'nextval(%',
            b.typname in ('citext', 'interval', 'jsonb') or not coalesce(l.collisdeterministic, true)
          from pg_index i join pg_class c on c.oid = i.indrelid
            join pg_namespace n on n.oid = c.relnamespace
            join pg_attribute a on a.attrelid = c.oid and a.attnum = any (i.indkey)
            join pg_type t on t.oid = a.atttypid
            join pg_type b on b.oid = case t.typtype when 'd' then t.typbasetype else t.oid end
            left join pg_attrdef d on d.adrelid = c.oid and d.adnum = a.attnum
            left join pg_collation l on l.oid = a.attcollation
          where i.indisprimary and not c.relispartition order by 1, a.attnum
          """;

  private static final String SUBSCRIPTIONS =
      "select "
          + PostgresCatalog.TABLE_NAME
          + ", s.subname from pg_subscription_rel r join pg_subscription s on s.oid = r.srsubid "
          + TRACKED.formatted("r.srrelid")
          + "order by 1, 2";

  private final Connection connection;
  private final Schema schema;

  private PostgresNotes(Connection connection, Schema schema) {
    this.connection = connection;
    this.schema = schema;
  }

  static void tell(Connection connection, Schema schema, TriggerFindings findings)
      throws SQLException {
    PostgresNotes notes = new PostgresNotes(connection, schema);
    notes.each(BEFORE_TRIGGERS, row -> findings.beforeTrigger(row.getString(1), row.getString(2)));
    notes.each(
        RULES,
        row ->
            findings.rule(row.getString(1), row.getString(2), row.getString(4), row.getBoolean(3)));
    notes.each(
        KEYS,
        row -> {
          if (row.getBoolean(3)) {
            findings.drawnKey(row.getString(1), row.getString(2));
          }
          if (row.getBoolean(4)) {
            findings.looseKey(row.getString(1), row.getString(2));
          }
        });
    notes.each(
        PostgresSurroundings.DEFERRABLE_KEYS, row -> findings.deferrableKey(row.getString(1)));
    notes.each(SUBSCRIPTIONS, row -> findings.subscription(row.getString(1), row.getString(2)));
    if (PostgresSessions.pooled(connection)) {
      findings.pooled();
    }
  }

  @FunctionalInterface
  private interface Telling {
    void of(ResultSet row) throws SQLException;
  }

  private void each(String query, Telling telling) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(query)) {
      while (row.next()) {
        if (schema.table(row.getString(1)) != null) {
          telling.of(row);
        }
      }
    }
  }
}
