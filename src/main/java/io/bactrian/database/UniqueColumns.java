package io.bactrian.database;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads which columns of a table are unique, by the driver's catalog. Stateless. */
final class UniqueColumns {
  private UniqueColumns() {}

  /**
   * The columns of each unique index, by its name, primary key included; an expression stands as it
   * is written.
   *
   * @param table as in the configuration
   */
  static Map<String, List<String>> of(Connection connection, String table) throws SQLException {
    int dot = table.lastIndexOf('.');
    String schema = dot < 0 ? connection.getSchema() : table.substring(0, dot);
    String name = table.substring(dot + 1);
    Map<String, List<String>> indexes = new LinkedHashMap<>();
    try (ResultSet row = connection.getMetaData().getIndexInfo(null, schema, name, true, true)) {
      while (row.next()) {
        String column = row.getString("COLUMN_NAME");
        if (column != null) {
          indexes
              .computeIfAbsent(row.getString("INDEX_NAME"), index -> new ArrayList<>())
              .add(column);
        }
      }
    }
    return indexes;
  }
}
