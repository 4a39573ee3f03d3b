package io.bactrian.database.postgres;

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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Creates, removes and checks the triggers of {@link PostgresRestoreSql}. Stateless. */
final class PostgresRestore {
  private static final String OURS =
      """
      select %s, t.tgenabled = 'A', coalesce(obj_description(t.oid, 'pg_trigger'), '')
      from pg_trigger t
        join pg_class c on c.oid = t.tgrelid
        join pg_namespace n on n.oid = c.relnamespace
        join pg_proc p on p.oid = t.tgfoid
      where not t.tgisinternal and t.tgname in ('%s', '%s') and not c.relispartition
        and p.pronamespace = current_schema()::regnamespace
      """
          .formatted(PostgresCatalog.TABLE_NAME, PostgresRestoreSql.FIRST, PostgresRestoreSql.LAST);

  private PostgresRestore() {}

  /** One of the two triggers of a table. */
  private record Found(boolean enabled, String fingerprint) {}

  static void install(Connection connection, Schema schema, TriggerOptions options)
      throws SQLException {
    Map<String, List<Found>> found = found(connection);
    try (Statement statement = connection.createStatement()) {
      statement.setEscapeProcessing(false);
      for (Table table : schema.tables().values()) {
        Set<String> columns = options.restored(table.name());
        PostgresRestoreSql sql = new PostgresRestoreSql(table, connection.getSchema(), columns);
        List<Found> both = found.remove(table.name());
        if (columns.isEmpty() ? both != null : !complete(both, sql)) {
          for (String each :
              columns.isEmpty() ? PostgresRestoreSql.drop(table.name()) : sql.statements()) {
            statement.execute(each);
          }
        }
      }
      for (String name : found.keySet()) {
        for (String each : PostgresRestoreSql.drop(name)) {
          statement.execute(each);
        }
      }
    }
  }

  private static boolean complete(List<Found> found, PostgresRestoreSql sql) {
    Found right = new Found(true, sql.fingerprint());
    return List.of(right, right).equals(found);
  }

  private static Map<String, List<Found>> found(Connection connection) throws SQLException {
    Map<String, List<Found>> found = new HashMap<>();
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(OURS)) {
      while (row.next()) {
        found
            .computeIfAbsent(row.getString(1), table -> new ArrayList<>())
            .add(new Found(row.getBoolean(2), row.getString(3)));
      }
    }
    return found;
  }

  static List<Finding> check(
      Connection connection, Schema schema, TriggerOptions options, PostgresRowTriggers others)
      throws SQLException {
    Map<String, List<Found>> found = found(connection);
    List<Finding> all = new ArrayList<>();
    RowTriggerFindings outside = new RowTriggerFindings(options);
    for (Table table : schema.tables().values()) {
      Set<String> columns = options.restored(table.name());
      List<Found> both = found.getOrDefault(table.name(), List.of());
      PostgresRestoreSql sql = new PostgresRestoreSql(table, connection.getSchema(), columns);
      fault(both, columns.isEmpty(), sql).ifPresent(kind -> all.add(finding(kind, table)));
      if (!columns.isEmpty()) {
        others.names(table.name()).stream()
            .filter(PostgresRestoreSql::firesOutside)
            .forEach(name -> outside.notRestorable(table, order(name)));
      }
    }
    all.addAll(outside.all());
    return all;
  }

  private static Optional<Finding.Kind> fault(
      List<Found> both, boolean none, PostgresRestoreSql sql) {
    if (none ? both.isEmpty() : complete(both, sql)) {
      return Optional.empty();
    } else if (!none && both.size() < 2) {
      return Optional.of(Finding.Kind.TRIGGER_MISSING);
    }
    return Optional.of(
        both.stream().allMatch(Found::enabled)
            ? Finding.Kind.TRIGGER_OUTDATED
            : Finding.Kind.TRIGGER_DISABLED);
  }

  private static Finding finding(Finding.Kind kind, Table table) {
    String what =
        switch (kind) {
          case TRIGGER_MISSING -> "are missing";
          case TRIGGER_DISABLED -> "are disabled";
          default -> "were made for other columns than tables.yaml names";
        };
    return new Finding(
        kind,
        table.name(),
        "Table `%s`: Bactrian's triggers for `restore` %s: other values may stand than partners sent. Run `bactrian install`."
            .formatted(table, what));
  }

  private static String order(String trigger) {
    return "PostgreSQL fires triggers in the byte order of their names, and `%s` fires before `%s` or after `%s`. Rename it to begin with a letter from a to z."
        .formatted(trigger, PostgresRestoreSql.FIRST, PostgresRestoreSql.LAST);
  }
}
