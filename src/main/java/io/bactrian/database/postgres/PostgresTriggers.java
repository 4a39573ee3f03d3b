package io.bactrian.database.postgres;

import io.bactrian.changeset.Column;
import io.bactrian.changeset.Schema;
import io.bactrian.changeset.Table;
import io.bactrian.database.dialect.Finding;
import io.bactrian.database.dialect.TriggerFindings;
import io.bactrian.database.dialect.TriggerOptions;
import io.bactrian.database.dialect.Triggers;
import io.bactrian.problem.Problem;
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
  private static final PostgresDialect DIALECT = new PostgresDialect();

  /** Triggers with functions in the current schema; others belong to another installation. */
  private static final String OURS =
      """
      select %s, substr(t.tgname, %d), %s, coalesce(obj_description(t.oid, 'pg_trigger'), '')
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
              PostgresFiring.OF_TRIGGER,
              PostgresSurroundings.OURS);

  /** An existing trigger. */
  private record Found(String fingerprint, PostgresFiring fires) {}

  @Override
  public void install(Connection connection, Schema schema, TriggerOptions options)
      throws SQLException {
    Map<String, Map<String, Found>> found = found(connection);
    String current = connection.getSchema();
    try (Statement statement = connection.createStatement()) {
      statement.setEscapeProcessing(false);
      for (String each : PostgresFunctions.statements(DIALECT.identifier(current))) {
        statement.execute(each);
      }
      for (PostgresTable table : toCreate(connection, schema, options, found, statement)) {
        for (String each : new PostgresTriggerSql(table, current, options).statements()) {
          statement.execute(each);
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

  /** The tables whose triggers are missing or outdated, locked against changes of their columns. */
  private static List<PostgresTable> toCreate(
      Connection connection,
      Schema schema,
      TriggerOptions options,
      Map<String, Map<String, Found>> found,
      Statement statement)
      throws SQLException {
    List<Table> incomplete = new ArrayList<>();
    for (PostgresTable table : PostgresTable.read(connection, schema.tables().values()).values()) {
      Table shape = table.table();
      String fingerprint =
          new PostgresTriggerSql(table, connection.getSchema(), options).fingerprint();
      if (!complete(found.getOrDefault(shape.name(), Map.of()), fingerprint)
          || table.recording().partitioned()) {
        statement.execute(
            "lock table only %s in share row exclusive mode"
                .formatted(DIALECT.quote(shape.name())));
        incomplete.add(shape);
      }
    }
    if (!incomplete.isEmpty()) {
      Map<String, List<Column>> now = PostgresCatalog.read(connection).tables();
      for (Table table : incomplete) {
        if (!now.getOrDefault(table.name(), List.of()).containsAll(table.columns())) {
          throw Problem.of("Table `%s` was altered while triggers were made.", table.name())
              .follows("Nothing was changed.")
              .toDo("Run `bactrian install` again.")
              .passes()
              .exception();
        }
      }
    }
    return List.copyOf(PostgresTable.read(connection, incomplete).values());
  }

  private static boolean complete(Map<String, Found> found, String fingerprint) {
    return PostgresTriggerSql.OPERATIONS.stream()
        .allMatch(
            operation ->
                new Found(fingerprint, PostgresFiring.ALWAYS).equals(found.get(operation)));
  }

  private static Map<String, Map<String, Found>> found(Connection connection) throws SQLException {
    Map<String, Map<String, Found>> found = new HashMap<>();
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(OURS)) {
      while (row.next()) {
        PostgresFiring fires = PostgresFiring.values()[row.getInt(3)];
        found
            .computeIfAbsent(row.getString(1), t -> new HashMap<>())
            .put(row.getString(2), new Found(row.getString(4), fires));
      }
    }
    return found;
  }

  @Override
  public void confirm(Connection connection, Schema schema) throws SQLException {
    PostgresPartitions.confirm(connection, schema);
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
      for (String function : PostgresFunctions.plainFunctions()) {
        statement.execute("drop function if exists " + function);
      }
    }
  }

  @Override
  public List<Finding> refusals(Connection connection, Schema schema) throws SQLException {
    return PostgresFaults.find(connection, schema);
  }

  @Override
  public List<Finding> check(Connection connection, Schema schema, TriggerOptions options)
      throws SQLException {
    Map<String, Map<String, Found>> found = found(connection);
    PostgresSurroundings surroundings = PostgresSurroundings.read(connection);
    String current = connection.getSchema();
    Map<String, PostgresTable> tables = PostgresTable.read(connection, schema.tables().values());
    TriggerFindings findings = new TriggerFindings();
    for (Table table : schema.tables().values()) {
      PostgresTriggerSql sql = new PostgresTriggerSql(tables.get(table.name()), current, options);
      Map<String, Found> triggers = found.getOrDefault(table.name(), Map.of());
      for (String operation : PostgresTriggerSql.OPERATIONS) {
        Found trigger = triggers.get(operation);
        if (trigger == null) {
          findings.missing(table.name(), operation);
        } else if (trigger.fires() == PostgresFiring.NOT) {
          findings.disabled(table.name(), operation);
        } else if (trigger.fires() == PostgresFiring.IN_ORIGIN_ONLY) {
          findings.notAlways(table.name(), operation);
        } else if (!trigger.fingerprint().equals(sql.fingerprint())) {
          findings.outdated(table.name(), operation);
        }
      }
      surroundings.report(table.name(), schema, findings);
    }
    refusals(connection, schema).forEach(findings::add);
    PostgresNotes.tell(connection, schema, findings);
    found.keySet().stream().filter(n -> schema.table(n) == null).forEach(findings::leftOver);
    PostgresPartitions.report(connection, schema, findings);
    List<Finding> all = new ArrayList<>(findings.all());
    all.addAll(PostgresRowTriggers.check(connection, schema, options));
    return all;
  }
}
