package io.bactrian.database.postgres;

import io.bactrian.changeset.Schema;
import io.bactrian.changeset.Table;
import io.bactrian.database.dialect.Finding;
import io.bactrian.database.dialect.TriggerFindings;
import io.bactrian.database.dialect.TriggerOptions;
import io.bactrian.database.dialect.Triggers;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Creates, removes and checks triggers on PostgreSQL. */
final class PostgresTriggers implements Triggers {

  /** Triggers with functions in the current schema; others belong to another installation. */
  private static final String OURS =
      """
      select %s, substr(t.tgname, %d), t.tgenabled, coalesce(obj_description(t.oid, 'pg_trigger'), '')
      from pg_trigger t
        join pg_class c on c.oid = t.tgrelid
        join pg_namespace n on n.oid = c.relnamespace
        join pg_proc p on p.oid = t.tgfoid
      where not t.tgisinternal and %s and not c.relispartition
        and p.pronamespace = current_schema()::regnamespace
      """
          .formatted(
              PostgresCatalog.TABLE_NAME,
              PostgresTriggerSql.PREFIX.length() + 2,
              PostgresSurroundings.OURS);

  /** An existing trigger. */
  private record Found(String fingerprint, boolean enabled) {}

  @Override
  public void install(Connection connection, Schema schema, TriggerOptions options)
      throws SQLException {
    Map<String, Map<String, Found>> found = found(connection);
    PostgresSurroundings surroundings = PostgresSurroundings.read(connection);
    String current = connection.getSchema();
    try (Statement statement = connection.createStatement()) {
      statement.setEscapeProcessing(false);
      for (Table table : schema.tables().values()) {
        PostgresTriggerSql sql =
            new PostgresTriggerSql(table, current, options, surroundings.level(table.name()));
        if (!complete(found.getOrDefault(table.name(), Map.of()), sql.fingerprint())) {
          for (String each : sql.statements()) {
            statement.execute(each);
          }
        }
      }
      for (String name : found.keySet()) {
        if (schema.table(name) == null) {
          for (String operation : found.get(name).keySet()) {
            for (String each : PostgresTriggerSql.drop(name, operation)) {
              statement.execute(each);
            }
          }
        }
      }
    }
    PostgresRestore.install(connection, schema, options);
  }

  @Override
  public Set<String> altering(Connection connection, Schema schema, TriggerOptions options)
      throws SQLException {
    return PostgresRowTriggers.read(connection).altering(schema, options);
  }

  private static boolean complete(Map<String, Found> found, String fingerprint) {
    return PostgresTriggerSql.OPERATIONS.stream()
        .allMatch(operation -> new Found(fingerprint, true).equals(found.get(operation)));
  }

  private static Map<String, Map<String, Found>> found(Connection connection) throws SQLException {
    Map<String, Map<String, Found>> found = new HashMap<>();
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(OURS)) {
      while (row.next()) {
        boolean enabled = row.getString(3).equals("A") || row.getString(3).equals("O");
        found
            .computeIfAbsent(row.getString(1), t -> new HashMap<>())
            .put(row.getString(2), new Found(row.getString(4), enabled));
      }
    }
    return found;
  }

  @Override
  public void uninstall(Connection connection) throws SQLException {
    List<String> functions = new ArrayList<>();
    try (Statement statement = connection.createStatement()) {
      try (ResultSet row =
          statement.executeQuery(
              "select oid::regprocedure from pg_proc where left(proname, 9) = 'bactrian_'"
                  + " and pronamespace = current_schema()::regnamespace"
                  + " and prorettype = 'trigger'::regtype")) {
        while (row.next()) {
          functions.add(row.getString(1));
        }
      }
      for (String function : functions) {
        statement.execute("drop function " + function + " cascade");
      }
    }
  }

  @Override
  public List<Finding> check(Connection connection, Schema schema, TriggerOptions options)
      throws SQLException {
    Map<String, Map<String, Found>> found = found(connection);
    PostgresSurroundings surroundings = PostgresSurroundings.read(connection);
    String current = connection.getSchema();
    TriggerFindings findings = new TriggerFindings();
    for (Table table : schema.tables().values()) {
      PostgresTriggerSql sql =
          new PostgresTriggerSql(table, current, options, surroundings.level(table.name()));
      Map<String, Found> triggers = found.getOrDefault(table.name(), Map.of());
      for (String operation : PostgresTriggerSql.OPERATIONS) {
        Found trigger = triggers.get(operation);
        if (trigger == null) {
          findings.missing(table.name(), operation);
        } else if (!trigger.enabled()) {
          findings.disabled(table.name(), operation);
        } else if (!trigger.fingerprint().equals(sql.fingerprint())) {
          findings.outdated(table.name(), operation);
        }
      }
      surroundings.report(table.name(), schema, findings);
    }
    found.keySet().stream().filter(n -> schema.table(n) == null).forEach(findings::leftOver);
    List<Finding> all = new ArrayList<>(findings.all());
    all.addAll(PostgresRowTriggers.check(connection, schema, options));
    return all;
  }
}
