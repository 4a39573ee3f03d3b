package io.bactrian.database;

import io.bactrian.changeset.Schema;
import io.bactrian.changeset.Table;
import io.bactrian.changeset.TableShape;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;

/**
 * The table {@code bactrian_shape}: every shape under which triggers of this installation ever
 * recorded rows, so that rows which wait in the outbox stay readable after a table was altered and
 * its triggers replaced. Stateless.
 */
final class ShapeTable {
  private ShapeTable() {}

  /** Adds the shapes that are not there. */
  static void store(Connection connection, Schema schema) throws SQLException {
    Map<String, Table> known = read(connection);
    String insert = "insert into bactrian_shape (id, definition) values (?, ?)";
    try (PreparedStatement statement = connection.prepareStatement(insert)) {
      for (Table table : schema.tables().values()) {
        String id = TableShape.id(table);
        if (!known.containsKey(id)) {
          statement.setString(1, id);
          statement.setString(2, TableShape.text(table));
          statement.executeUpdate();
        }
      }
    }
  }

  /** All shapes by id. */
  static Map<String, Table> read(Connection connection) throws SQLException {
    Map<String, Table> shapes = new HashMap<>();
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("select id, definition from bactrian_shape")) {
      while (row.next()) {
        shapes.put(row.getString(1), TableShape.parse(row.getString(2)));
      }
    }
    return shapes;
  }
}
