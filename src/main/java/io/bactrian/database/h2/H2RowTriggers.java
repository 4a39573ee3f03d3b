package io.bactrian.database.h2;

import io.bactrian.changeset.Schema;
import io.bactrian.changeset.Table;
import io.bactrian.database.dialect.Finding;
import io.bactrian.database.dialect.RowTriggerFindings;
import io.bactrian.database.dialect.TriggerOptions;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * An application's BEFORE triggers. They are Java classes, so that nothing can be said about what
 * they do to a row.
 */
final class H2RowTriggers {
  private static final String TRIGGERS =
      """
      select trigger_name,
        case when trigger_schema = current_schema then '' else trigger_schema || '.' end
          || event_object_table as name,
        listagg(lower(event_manipulation), ' or ') within group (order by event_manipulation)
      from information_schema.triggers
      where coalesce(java_class, '') not in (%s) and action_timing = 'BEFORE'
        and event_manipulation in ('INSERT', 'UPDATE')
      group by trigger_name, trigger_schema, event_object_table order by 2, 1
      """;

  private final List<RowTrigger> triggers = new ArrayList<>();

  private record RowTrigger(String name, String table, String when) {}

  private H2RowTriggers() {}

  /**
   * @param ours class names of Bactrian's own triggers, as SQL
   */
  static H2RowTriggers read(Connection connection, String ours) throws SQLException {
    H2RowTriggers all = new H2RowTriggers();
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(TRIGGERS.formatted(ours))) {
      while (row.next()) {
        String when = row.getString(3).replace("insert", "inserted").replace("update", "updated");
        all.triggers.add(new RowTrigger(row.getString(1), row.getString(2), when));
      }
    }
    return all;
  }

  /** Tracked tables that have such a trigger. */
  Set<String> tables(Schema schema) {
    Set<String> tables = new TreeSet<>();
    triggers.forEach(trigger -> tables.add(trigger.table()));
    tables.retainAll(schema.tables().keySet());
    return tables;
  }

  List<Finding> findings(Schema schema, TriggerOptions options) {
    RowTriggerFindings findings = new RowTriggerFindings(options);
    for (RowTrigger trigger : triggers) {
      Table table = schema.table(trigger.table());
      if (table != null) {
        findings.mayChange(table, "`" + trigger.name() + "`", trigger.when());
        if (!options.restored(table.name()).isEmpty()) {
          findings.notRestorable(
              table,
              "on H2 no trigger can be made to fire after `%s` for certain. Use `computed-here` or `read-back`."
                  .formatted(trigger.name()));
        }
      }
    }
    return findings.all();
  }
}
