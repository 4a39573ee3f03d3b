package io.bactrian.database.h2;

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

  private static final String CLASSES =
      "'%s', 'io.bactrian.database.H2ChangeTrigger'".formatted(CLASS);

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
      select distinct trigger_name,
        case when trigger_schema = current_schema then '' else trigger_schema || '.' end
          || event_object_table as name
      from information_schema.triggers
      where coalesce(java_class, '') not in (%s) and action_timing = 'AFTER' order by 2, 1
      """
          .formatted(CLASSES);

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
    for (Table table : schema.tables().values()) {
      String constant = constant(table, current, options);
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

  private static String constant(Table table, String current, TriggerOptions options) {
    return RowText.print(current, options.suppressedOrigin(), TableShape.text(table));
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
  public List<Finding> check(Connection connection, Schema schema, TriggerOptions options)
      throws SQLException {
    Map<Name, Found> found = found(connection);
    TriggerFindings findings = new TriggerFindings();
    String current = connection.getSchema();
    for (Table table : schema.tables().values()) {
      for (String when : WHEN) {
        Name name = name(table, when, current);
        if (!found.containsKey(name)) {
          findings.missing(table.name(), when);
        } else if (!upToDate(
            connection, name, found.get(name), constant(table, current, options))) {
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
        if (schema.table(row.getString("name")) != null) {
          findings.applicationTrigger(
              row.getString("name"),
              row.getString(1),
              "H2 fires triggers in the order in which they were made: Bactrian's must be older.");
        }
      }
    }
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
