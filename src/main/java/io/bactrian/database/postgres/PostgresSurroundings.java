package io.bactrian.database.postgres;

import io.bactrian.changeset.Schema;
import io.bactrian.database.dialect.TriggerFindings;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Finds an application's triggers and cascades that could change tracked rows during a statement.
 */
final class PostgresSurroundings {
  /** SQL condition that a {@code pg_trigger t} is Bactrian's, by its name. */
  static final String OURS =
      "substr(t.tgname, 2, %d) = '%s' and left(t.tgname, 1) in ('!', '~')"
          .formatted(PostgresTriggerSql.PREFIX.length(), PostgresTriggerSql.PREFIX);

  /** Triggers for INSERT, UPDATE and DELETE; those of a partition count as its table's. */
  private static final String TRIGGERS =
      """
      select distinct %s, t.tgname, t.tgtype & 66 = 0 as after from pg_trigger t
        join pg_class c on c.oid = coalesce(pg_partition_root(t.tgrelid), t.tgrelid)
        join pg_namespace n on n.oid = c.relnamespace
      where not t.tgisinternal and t.tgtype & 28 <> 0 and not (%s)
      order by 1, 2
      """
          .formatted(PostgresCatalog.TABLE_NAME, OURS);

  private static final String RULES =
      """
      select %s from pg_rewrite r join pg_class c on c.oid = r.ev_class
        join pg_namespace n on n.oid = c.relnamespace
      where c.relkind in ('r', 'p') and r.rulename <> '_RETURN'
      """
          .formatted(PostgresCatalog.TABLE_NAME);

  /** Tables into which logical replication writes; its worker fires no statement triggers. */
  private static final String SUBSCRIBED =
      """
      select %s from pg_subscription_rel s join pg_class c on c.oid = s.srrelid
        join pg_namespace n on n.oid = c.relnamespace
      """
          .formatted(PostgresCatalog.TABLE_NAME);

  /** Tables with constraints or triggers that may be deferred to the end of the transaction. */
  private static final String DEFERRABLE =
      """
      select distinct %s from pg_trigger t
        join pg_class c on c.oid = coalesce(pg_partition_root(t.tgrelid), t.tgrelid)
        join pg_namespace n on n.oid = c.relnamespace
      where t.tgdeferrable
      """
          .formatted(PostgresCatalog.TABLE_NAME);

  /** Tables that may hold a key twice until the end of a statement or transaction. */
  static final String DEFERRABLE_KEYS =
      """
      select %s from pg_constraint k join pg_class c on c.oid = k.conrelid
        join pg_namespace n on n.oid = c.relnamespace
      where k.contype = 'p' and k.condeferrable and k.conparentid = 0
      """
          .formatted(PostgresCatalog.TABLE_NAME);

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

  private static final String PARTITIONS =
      """
      select %s, array(select format('%%I.%%I', n2.nspname, c2.relname) from pg_partition_tree(c.oid) p
          join pg_class c2 on c2.oid = p.relid join pg_namespace n2 on n2.oid = c2.relnamespace
          where p.isleaf and c2.relkind = 'r' order by 1)
      from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where c.relkind = 'p' and not c.relispartition
      """
          .formatted(PostgresCatalog.TABLE_NAME);

  private record ApplicationTrigger(String table, String name, boolean after) {}

  private record Cascade(String parent, String child, String key) {}

  private final List<ApplicationTrigger> triggers = new ArrayList<>();
  private final List<Cascade> cascades = new ArrayList<>();
  private final Set<String> byRow = new HashSet<>();
  private final Set<String> subscribed = new HashSet<>();
  private final Set<String> deferrable = new HashSet<>();
  private final Map<String, List<String>> leaves = new HashMap<>();

  private PostgresSurroundings() {}

  static PostgresSurroundings read(Connection connection) throws SQLException {
    PostgresSurroundings all = new PostgresSurroundings();
    try (Statement statement = connection.createStatement()) {
      try (ResultSet row = statement.executeQuery(TRIGGERS)) {
        while (row.next()) {
          all.triggers.add(
              new ApplicationTrigger(row.getString(1), row.getString(2), row.getBoolean(3)));
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
      try (ResultSet row = statement.executeQuery(PARTITIONS)) {
        while (row.next()) {
          String[] names = (String[]) row.getArray(2).getArray();
          all.leaves.put(row.getString(1), List.of(names));
          all.byRow.add(row.getString(1));
        }
      }
      add(statement, RULES, all.byRow);
      add(statement, SUBSCRIBED, all.subscribed);
      add(statement, DEFERRABLE_KEYS, all.byRow);
      add(statement, DEFERRABLE, all.deferrable);
    }
    return all;
  }

  private static void add(Statement statement, String query, Set<String> to) throws SQLException {
    try (ResultSet row = statement.executeQuery(query)) {
      while (row.next()) {
        to.add(row.getString(1));
      }
    }
  }

  PostgresRecording recording(String table) {
    boolean rows = byRow.contains(table) || subscribed.contains(table);
    return new PostgresRecording(
        rows,
        !subscribed.contains(table) && !leaves.containsKey(table),
        deferrable.contains(table) ? 2 : rows ? 1 : 0,
        cascadesTo(table, table, new HashSet<>()),
        leaves.containsKey(table),
        leaves.getOrDefault(table, List.of()));
  }

  /** Whether a change of a row of one table may cascade to the other, over any number of tables. */
  private boolean cascadesTo(String from, String to, Set<String> seen) {
    return cascades.stream()
        .filter(cascade -> cascade.parent().equals(from))
        .anyMatch(
            cascade ->
                cascade.child().equals(to)
                    || seen.add(cascade.child()) && cascadesTo(cascade.child(), to, seen));
  }

  void report(String table, Schema schema, TriggerFindings findings) {
    for (ApplicationTrigger trigger : triggers) {
      if (trigger.after() && trigger.table().equals(table)) {
        findings.applicationTrigger(
            table, trigger.name(), "Bactrian records each row as it is stored.");
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
