package io.bactrian.database.postgres;

import io.bactrian.changeset.Schema;
import io.bactrian.changeset.Table;
import io.bactrian.database.dialect.Finding;
import io.bactrian.database.dialect.RowTriggerFindings;
import io.bactrian.database.dialect.TriggerOptions;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * An application's BEFORE triggers, which may change the row that is being written, those of
 * partitions included.
 */
final class PostgresRowTriggers {
  private static final String TRIGGERS =
      """
      select %s, t.tgname, p.oid::regproc::text, l.lanname, p.prosrc, t.tgargs,
        t.tgtype & 4 <> 0, t.tgtype & 16 <> 0
      from pg_trigger t
        join pg_class c on c.oid = coalesce(pg_partition_root(t.tgrelid), t.tgrelid)
        join pg_namespace n on n.oid = c.relnamespace
        join pg_proc p on p.oid = t.tgfoid join pg_language l on l.oid = p.prolang
      where not t.tgisinternal and t.tgparentid = 0 and t.tgenabled in ('O', 'A')
        and t.tgtype & 3 = 3 and t.tgtype & 20 <> 0 and not (%s)
      order by 1, 2
      """
          .formatted(PostgresCatalog.TABLE_NAME, PostgresSurroundings.OURS);

  /** A trigger, and what it does to its row. */
  record RowTrigger(
      String table, String name, String function, AssignedColumns assigned, String when) {}

  private final List<RowTrigger> triggers = new ArrayList<>();

  private PostgresRowTriggers() {}

  static PostgresRowTriggers read(Connection connection) throws SQLException {
    PostgresRowTriggers all = new PostgresRowTriggers();
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(TRIGGERS)) {
      while (row.next()) {
        AssignedColumns assigned =
            AssignedColumns.of(row.getString(4), row.getString(5), arguments(row.getBytes(6)));
        boolean both = row.getBoolean(7) && row.getBoolean(8);
        String when = both ? "inserted or updated" : row.getBoolean(7) ? "inserted" : "updated";
        all.triggers.add(
            new RowTrigger(row.getString(1), row.getString(2), row.getString(3), assigned, when));
      }
    }
    return all;
  }

  /** Each ends with a zero byte. */
  private static List<String> arguments(byte[] bytes) {
    String text = new String(bytes, StandardCharsets.UTF_8);
    return text.isEmpty() ? List.of() : List.of(text.split("\0", -1));
  }

  /** Names of the triggers of a table. */
  List<String> names(String table) {
    return triggers.stream().filter(t -> t.table().equals(table)).map(RowTrigger::name).toList();
  }

  /** Tables in which a row may stand otherwise than it was written. */
  Set<String> altering(Schema schema, TriggerOptions options) {
    Set<String> tables = new TreeSet<>();
    for (RowTrigger trigger : triggers) {
      Table table = schema.table(trigger.table());
      boolean column =
          table != null
              && trigger
                  .assigned()
                  .all()
                  .anyMatch(
                      name ->
                          table.position(name) >= 0
                              && !options.restored(table.name()).contains(name));
      if (table != null && (column || trigger.assigned().others())) {
        tables.add(table.name());
      }
    }
    return tables;
  }

  /**
   * Asks for each tracked column that a trigger changes what is to become of it, and whether what
   * the configuration says can be done.
   */
  static List<Finding> check(Connection connection, Schema schema, TriggerOptions options)
      throws SQLException {
    PostgresRowTriggers triggers = read(connection);
    List<Finding> all = new ArrayList<>(triggers.findings(schema, options));
    all.addAll(PostgresRestore.check(connection, schema, options, triggers));
    return all;
  }

  private List<Finding> findings(Schema schema, TriggerOptions options) {
    RowTriggerFindings findings = new RowTriggerFindings(options);
    for (RowTrigger trigger : triggers) {
      Table table = schema.table(trigger.table());
      if (table != null) {
        String name = "`%s` (function `%s`)".formatted(trigger.name(), trigger.function());
        findings.assigns(table, name, trigger.assigned().columns(), trigger.when());
        findings.completes(table, name, trigger.assigned().defaults(), trigger.when());
        if (trigger.assigned().others()) {
          findings.mayChange(table, name, trigger.when());
        }
      }
    }
    return findings.all();
  }
}
