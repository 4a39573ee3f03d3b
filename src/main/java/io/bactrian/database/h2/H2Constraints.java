package io.bactrian.database.h2;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Foreign keys and unique indexes of a table whose rows are stored as they are given: of one with
 * triggers of the application none, as these are Java classes that may do anything. Stateless.
 */
final class H2Constraints {
  private static final String TRIGGERS =
      """
      select exists (select 1 from information_schema.triggers
        where event_object_schema = ? and event_object_table = ?
          and coalesce(java_class, '') not in (%s))
      """;

  private H2Constraints() {}

  /**
   * A foreign key or a unique index.
   *
   * @param parent the table it refers to, in SQL; null for a unique index
   * @param own whether it refers to its own table
   * @param parentColumns empty for a unique index
   */
  record Constraint(
      String name, String parent, boolean own, List<String> columns, List<String> parentColumns) {
    static Constraint of(String name, String parent, boolean own) {
      return new Constraint(name, parent, own, new ArrayList<>(), new ArrayList<>());
    }

    boolean isForeignKey() {
      return parent != null;
    }
  }

  /** Those of the table; foreign keys first. */
  static List<Constraint> of(Connection connection, H2Dialect dialect, String table)
      throws SQLException {
    int dot = table.indexOf('.');
    String schema = dot < 0 ? connection.getSchema() : table.substring(0, dot);
    String name = table.substring(dot + 1);
    if (hasTriggers(connection, schema, name)) {
      return List.of();
    }
    Map<String, Constraint> all = new LinkedHashMap<>();
    try (ResultSet key =
        connection.getMetaData().getImportedKeys(connection.getCatalog(), schema, name)) {
      while (key.next()) {
        String parent = key.getString("PKTABLE_NAME");
        String place = key.getString("PKTABLE_SCHEM");
        Constraint found =
            all.computeIfAbsent(
                key.getString("FK_NAME"),
                foreignKey ->
                    Constraint.of(
                        foreignKey,
                        dialect.identifier(place) + "." + dialect.identifier(parent),
                        place.equals(schema) && parent.equals(name)));
        found.columns().add(key.getString("FKCOLUMN_NAME"));
        found.parentColumns().add(key.getString("PKCOLUMN_NAME"));
      }
    }
    try (ResultSet index =
        connection.getMetaData().getIndexInfo(connection.getCatalog(), schema, name, true, true)) {
      while (index.next()) {
        String unique = schema + "." + index.getString("INDEX_NAME");
        all.computeIfAbsent(unique, found -> Constraint.of(found, null, false))
            .columns()
            .add(index.getString("COLUMN_NAME"));
      }
    }
    return List.copyOf(all.values());
  }

  private static boolean hasTriggers(Connection connection, String schema, String table)
      throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(TRIGGERS.formatted(H2Triggers.CLASSES))) {
      select.setString(1, schema);
      select.setString(2, table);
      try (ResultSet row = select.executeQuery()) {
        row.next();
        return row.getBoolean(1);
      }
    }
  }
}
