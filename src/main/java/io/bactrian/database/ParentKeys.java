package io.bactrian.database;

import io.bactrian.changeset.Schema;
import io.bactrian.changeset.Schema.ForeignKey;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Foreign keys of a table to tracked ones: those of the schema as the site read it, and those that
 * were added since, by the driver's catalog. Stateless.
 */
final class ParentKeys {
  private ParentKeys() {}

  /**
   * @param table as in the configuration
   */
  static List<ForeignKey> of(Connection connection, Schema schema, String table)
      throws SQLException {
    List<ForeignKey> keys = new ArrayList<>();
    schema.foreignKeys().stream().filter(key -> key.table().equals(table)).forEach(keys::add);
    for (ForeignKey now : now(connection, table)) {
      boolean known =
          keys.stream()
              .anyMatch(
                  key ->
                      key.parent().equals(now.parent())
                          && key.columns().equals(now.columns())
                          && key.parentColumns().equals(now.parentColumns()));
      if (!known && schema.table(now.parent()) != null) {
        keys.add(now);
      }
    }
    return keys;
  }

  private static List<ForeignKey> now(Connection connection, String table) throws SQLException {
    int dot = table.lastIndexOf('.');
    String current = connection.getSchema();
    String place = dot < 0 ? current : table.substring(0, dot);
    String name = table.substring(dot + 1);
    Map<String, Found> found = new LinkedHashMap<>();
    try (ResultSet row = connection.getMetaData().getImportedKeys(null, place, name)) {
      while (row.next()) {
        String parent = row.getString("PKTABLE_NAME");
        String home = row.getString("PKTABLE_SCHEM");
        String full = home == null || home.equals(current) ? parent : home + "." + parent;
        Found key =
            found.computeIfAbsent(
                row.getString("FK_NAME"),
                k -> new Found(full, new ArrayList<>(), new ArrayList<>()));
        key.columns.add(row.getString("FKCOLUMN_NAME"));
        key.parentColumns.add(row.getString("PKCOLUMN_NAME"));
      }
    }
    return found.values().stream()
        .map(key -> new ForeignKey(table, key.columns, key.parent, key.parentColumns, null))
        .toList();
  }

  private record Found(String parent, List<String> columns, List<String> parentColumns) {}
}
