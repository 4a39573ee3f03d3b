package io.bactrian.database.postgres;

import io.bactrian.changeset.Schema;
import io.bactrian.database.dialect.TriggerFindings;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Finds an application's triggers and cascades that could change tracked rows during a statement.
 */
final class PostgresSurroundings {
  /** SQL condition that a {@code pg_trigger t} is Bactrian's, by its name. */
  static final String OURS =
      "substr(t.tgname, 2, %d) = '%s' and left(t.tgname, 1) in ('!', '~')"
          .formatted(PostgresTriggerSql.PREFIX.length(), PostgresTriggerSql.PREFIX);

  private static final String AFTER_TRIGGERS =
      """
      select %s, t.tgname from pg_trigger t
        join pg_class c on c.oid = t.tgrelid join pg_namespace n on n.oid = c.relnamespace
      where not t.tgisinternal and t.tgtype & 66 = 0 and not (%s)
      order by 1, 2
      """
          .formatted(PostgresCatalog.TABLE_NAME, OURS);

  private static final String CASCADES =
      """
      select %s as parent, %s as child, k.conname
      from pg_constraint k
        join pg_class c on c.oid = k.confrelid join pg_namespace n on n.oid = c.relnamespace
        join pg_class c2 on c2.oid = k.conrelid join pg_namespace n2 on n2.oid = c2.relnamespace
      where k.contype = 'f' and k.conparentid = 0
        and (k.confdeltype in ('c', 'n', 'd') or k.confupdtype in ('c', 'n', 'd'))
      order by 1, 3
      """
          .formatted(
              PostgresCatalog.TABLE_NAME,
              PostgresCatalog.TABLE_NAME.replace("n.", "n2.").replace("c.", "c2."));

  private static final String PARTITIONED =
      "select %s from pg_class c join pg_namespace n on n.oid = c.relnamespace where c.relkind = 'p'"
          .formatted(PostgresCatalog.TABLE_NAME);

  private record AfterTrigger(String table, String name) {}

  private record Cascade(String parent, String child, String key) {}

  private final List<AfterTrigger> triggers = new ArrayList<>();
  private final List<Cascade> cascades = new ArrayList<>();
  private final Set<String> byRow = new HashSet<>();
  private final Set<String> partitioned = new HashSet<>();

  private PostgresSurroundings() {}

  static PostgresSurroundings read(Connection connection) throws SQLException {
    PostgresSurroundings all = new PostgresSurroundings();
    try (Statement statement = connection.createStatement()) {
      try (ResultSet row = statement.executeQuery(AFTER_TRIGGERS)) {
        while (row.next()) {
          all.triggers.add(new AfterTrigger(row.getString(1), row.getString(2)));
          all.byRow.add(row.getString(1));
        }
      }
      try (ResultSet row = statement.executeQuery(CASCADES)) {
        while (row.next()) {
          all.cascades.add(new Cascade(row.getString(1), row.getString(2), row.getString(3)));
          all.byRow.add(row.getString(1));
          all.byRow.add(row.getString(2));
        }
      }
      try (ResultSet row = statement.executeQuery(PARTITIONED)) {
        while (row.next()) {
          all.partitioned.add(row.getString(1));
        }
      }
    }
    return all;
  }

  PostgresLevel level(String table) {
    if (partitioned.contains(table)) {
      return PostgresLevel.ROW_AFTER;
    }
    return byRow.contains(table) ? PostgresLevel.ROW : PostgresLevel.STATEMENT;
  }

  void report(String table, Schema schema, TriggerFindings findings) {
    for (AfterTrigger trigger : triggers) {
      if (trigger.table().equals(table)) {
        findings.applicationTrigger(
            table, trigger.name(), "Bactrian records each row before it fires.");
      }
    }
    for (Cascade cascade : cascades) {
      if (cascade.parent().equals(table)) {
        findings.cascade(
            table, cascade.child(), cascade.key(), schema.table(cascade.child()) != null);
      }
    }
  }
}
