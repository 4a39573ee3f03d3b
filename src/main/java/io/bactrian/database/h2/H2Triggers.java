package io.bactrian.database.h2;

import io.bactrian.changeset.Column;
import io.bactrian.changeset.RowText;
import io.bactrian.changeset.Schema;
import io.bactrian.changeset.Table;
import io.bactrian.changeset.TableShape;
import io.bactrian.database.dialect.Finding;
import io.bactrian.database.dialect.TriggerFindings;
import io.bactrian.database.dialect.TriggerOptions;
import io.bactrian.database.dialect.Triggers;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Creates, removes and checks triggers on H2: two per table, in its schema, each with a constant of
 * the same name that contains the configuration of {@link H2ChangeTrigger}. The constant also shows
 * whether the trigger is up to date.
 */
final class H2Triggers implements Triggers {
  private static final String PREFIX = "bactrian_";
  private static final List<String> WHEN = List.of("after insert, update, delete", "before update");

  /** The class name in a trigger's definition, now and in earlier versions. */
  private static final String CLASS = H2ChangeTrigger.class.getName();

  /** Class names of Bactrian's own triggers, as SQL. */
  static final String CLASSES = "'%s', 'io.bactrian.database.H2ChangeTrigger'".formatted(CLASS);

  private static final String OURS =
      """
      select distinct trigger_schema, trigger_name, event_object_table,
        case when trigger_schema = current_schema then '' else trigger_schema || '.' end
          || event_object_table as name,
        java_class = '%s' as loads
      from information_schema.triggers where java_class in (%s)
      """
          .formatted(CLASS, CLASSES);

  private static final String APPLICATION =
      """
      select distinct trigger_name, action_timing,
        case when trigger_schema = current_schema then '' else trigger_schema || '.' end
          || event_object_table as name
      from information_schema.triggers
      where coalesce(java_class, '') not in (%s) order by name, 1
      """
          .formatted(CLASSES);

  private static final String DRAWN_KEYS =
      """
      select case when c.table_schema = current_schema then '' else c.table_schema || '.' end
          || c.table_name as name, c.column_name
      from information_schema.columns c
      where (c.is_identity = 'YES' or c.column_default like 'NEXT VALUE FOR%')
        and exists(select 1 from information_schema.table_constraints p
          join information_schema.key_column_usage u using (constraint_schema, constraint_name)
          where p.constraint_type = 'PRIMARY KEY' and p.table_schema = c.table_schema
            and p.table_name = c.table_name and u.column_name = c.column_name)
      order by name, c.ordinal_position
      """;

  private final H2Dialect dialect = new H2Dialect();

  /** Schema and name of a trigger. */
  private record Name(String schema, String name) {}

  /**
   * An existing trigger.
   *
   * @param table as configured
   * @param loads whether the database can load its class
   */
  private record Found(String table, boolean loads) {}

  @Override
  public void install(Connection connection, Schema schema, TriggerOptions options)
      throws SQLException {
    Map<Name, Found> found = found(connection);
    String current = connection.getSchema();
    Map<String, List<Column>> columns = H2Catalog.read(connection).tables();
    for (Table table : schema.tables().values()) {
      String constant = constant(table, columns, current, options);
      for (String when : WHEN) {
        Name name = name(table, when, current);
        if (!found.containsKey(name) || !upToDate(connection, name, found.get(name), constant)) {
          create(connection, table, when, name, constant);
        }
      }
    }
    for (Map.Entry<Name, Found> trigger : found.entrySet()) {
      if (schema.table(trigger.getValue().table()) == null) {
        drop(connection, trigger.getKey());
      }
    }
  }

  private static boolean upToDate(Connection connection, Name name, Found found, String constant)
      throws SQLException {
    return found.loads() && constant.equals(constant(connection, name.schema(), name.name()));
  }

  private static Name name(Table table, String when, String current) {
    int dot = table.name().indexOf('.');
    String moment = when.substring(0, when.indexOf(' '));
    return new Name(
        dot < 0 ? current : table.name().substring(0, dot),
        PREFIX + moment + "_" + table.name().substring(dot + 1));
  }

  /** The beginning of a trigger's name. */
  static String prefix(boolean before) {
    return PREFIX + (before ? "before_" : "after_");
  }

  private static String constant(
      Table table, Map<String, List<Column>> columns, String current, TriggerOptions options) {
    String[] leftOut =
        columns.get(table.name()).stream()
            .map(Column::name)
            .filter(name -> table.position(name) < 0)
            .toArray(String[]::new);
    return RowText.print(
        current, options.suppressedOrigin(), TableShape.text(table), RowText.print(leftOut));
  }

  /**
   * The table with the columns that it has now, which differ from those that its trigger was made
   * for when it was altered since.
   *
   * @param leftOut columns that are not tracked
   */
  static Table asItIs(Connection connection, Table made, List<String> leftOut) throws SQLException {
    List<Column> columns = H2Catalog.read(connection).tables().get(made.name());
    if (columns == null) {
      return made; // it was renamed
    }
    List<Column> tracked =
        columns.stream().filter(column -> !leftOut.contains(column.name())).toList();
    return tracked.stream().anyMatch(Column::key) ? new Table(made.name(), tracked) : made;
  }

  /** Creates the constant first, as a trigger must never fire without it. */
  private void create(Connection connection, Table table, String when, Name name, String constant)
      throws SQLException {
    drop(connection, name);
    try (Statement statement = connection.createStatement()) {
      statement.execute(
          "create constant %s value '%s'".formatted(sql(name), constant.replace("'", "''")));
      statement.execute(
          "create trigger %s %s on %s for each row call '%s'"
              .formatted(sql(name), when, dialect.quote(table.name()), CLASS));
    }
  }

  private void drop(Connection connection, Name name) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("drop trigger if exists " + sql(name));
      statement.execute("drop constant if exists " + sql(name));
    }
  }

  private String sql(Name name) {
    return dialect.identifier(name.schema()) + "." + dialect.identifier(name.name());
  }

  /** The value of a constant, or null. Evaluates it, as the catalogue contains only its SQL. */
  static String constant(Connection connection, String schema, String name) throws SQLException {
    String exists =
        "select 1 from information_schema.constants where constant_schema = ? and constant_name = ?";
    try (PreparedStatement select = connection.prepareStatement(exists)) {
      select.setString(1, schema);
      select.setString(2, name);
      try (ResultSet row = select.executeQuery()) {
        if (!row.next()) {
          return null;
        }
      }
    }
    String value = "values " + new H2Triggers().sql(new Name(schema, name));
    try (PreparedStatement select = connection.prepareStatement(value);
        ResultSet row = select.executeQuery()) {
      row.next();
      return row.getString(1);
    }
  }

  /** Bactrian's triggers and their tables. */
  private static Map<Name, Found> found(Connection connection) throws SQLException {
    Map<Name, Found> found = new LinkedHashMap<>();
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(OURS)) {
      while (row.next()) {
        found.put(
            new Name(row.getString(1), row.getString(2)),
            new Found(row.getString("name"), row.getBoolean("loads")));
      }
    }
    return found;
  }

  @Override
  public void uninstall(Connection connection) throws SQLException {
    for (Name name : found(connection).keySet()) {
      drop(connection, name);
    }
  }

  @Override
  public List<String> conditions() {
    return List.of(
        "H2 loads the triggers' class in the process that writes: every program that opens this database needs Bactrian's jar in its class path, or each of its writes to a tracked table fails");
  }

  @Override
  public List<Finding> check(Connection connection, Schema schema, TriggerOptions options)
      throws SQLException {
    Map<Name, Found> found = found(connection);
    TriggerFindings findings = new TriggerFindings();
    String current = connection.getSchema();
    Map<String, List<Column>> columns = H2Catalog.read(connection).tables();
    for (Table table : schema.tables().values()) {
      for (String when : WHEN) {
        Name name = name(table, when, current);
        if (!found.containsKey(name)) {
          findings.missing(table.name(), when);
        } else if (!upToDate(
            connection, name, found.get(name), constant(table, columns, current, options))) {
          findings.outdated(table.name(), when);
        }
      }
    }
    tellSurroundings(connection, schema, findings);
    Set<String> leftOver = new LinkedHashSet<>();
    found.values().forEach(trigger -> leftOver.add(trigger.table()));
    leftOver.removeAll(schema.tables().keySet());
    leftOver.forEach(findings::leftOver);
    List<Finding> all = new ArrayList<>(findings.all());
    all.addAll(H2RowTriggers.read(connection, CLASSES).findings(schema, options));
    return all;
  }

  @Override
  public Set<String> altering(Connection connection, Schema schema, TriggerOptions options)
      throws SQLException {
    return H2RowTriggers.read(connection, CLASSES).tables(schema);
  }

  private static void tellSurroundings(
      Connection connection, Schema schema, TriggerFindings findings) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(APPLICATION)) {
      while (row.next()) {
        String table = row.getString("name");
        if (schema.table(table) != null && row.getString("action_timing").equals("AFTER")) {
          findings.applicationTrigger(
              table,
              row.getString(1),
              "H2 fires triggers in the order in which they were made: Bactrian's must be older.");
        } else if (schema.table(table) != null) {
          findings.beforeTrigger(table, row.getString(1));
        }
      }
    }
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(DRAWN_KEYS)) {
      while (row.next()) {
        if (schema.table(row.getString("name")) != null) {
          findings.drawnKey(row.getString("name"), row.getString("column_name"));
        }
      }
    }
    findings.truncateUnseen();
    for (Schema.ForeignKey key : cascades(connection)) {
      if (schema.table(key.parent()) != null) {
        findings.cascade(
            key.parent(),
            key.table(),
            String.join(", ", key.columns()),
            schema.table(key.table()) != null);
      }
    }
  }

  private static List<Schema.ForeignKey> cascades(Connection connection) throws SQLException {
    List<Schema.ForeignKey> cascades = new ArrayList<>(H2Catalog.read(connection).foreignKeys());
    cascades.removeIf(key -> key.cascades() == null);
    return cascades;
  }
}
