package io.bactrian.database;

import io.bactrian.changeset.Schema;
import io.bactrian.changeset.Table;
import io.bactrian.changeset.TableShape;
import io.bactrian.database.dialect.OutboxSql;
import io.bactrian.database.dialect.RecordedShape;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;

/** Finds the shape under which a row of the outbox was recorded. For one thread. */
final class RecordedShapes {
  private final Connection connection;
  private final OutboxSql sql;
  private final Schema schema;
  private final Map<String, RecordedShape> known = new HashMap<>();
  private Map<String, Table> stored;
  private String lastShape;
  private String lastTable;
  private RecordedShape last;

  /**
   * @param connection in whose transaction {@code bactrian_shape} is read when it is needed
   * @param schema the tables as the site has them now
   */
  RecordedShapes(Connection connection, OutboxSql sql, Schema schema) {
    this.connection = connection;
    this.sql = sql;
    this.schema = schema;
    for (Table table : schema.tables().values()) {
      known.put(table.name() + '\n' + TableShape.id(table), RecordedShape.of(table));
      known.put(table.name() + '\n', RecordedShape.of(table));
    }
  }

  /**
   * @param table name of the table
   * @param shape as it stands beside the row; null beside rows of versions that did not record it
   * @return null when the table is not tracked, or its shape can't be read
   */
  RecordedShape of(String table, String shape) throws SQLException {
    if (last == null || !table.equals(lastTable) || !same(shape)) {
      last = find(table, shape);
      lastTable = table;
      lastShape = shape;
    }
    return last;
  }

  private boolean same(String shape) {
    return shape == null ? lastShape == null : shape.equals(lastShape);
  }

  private RecordedShape find(String table, String shape) throws SQLException {
    if (schema.table(table) == null) {
      return null;
    }
    String id = table + '\n' + (shape == null ? "" : shape);
    RecordedShape found = known.get(id);
    if (found == null && shape != null) {
      found = inFull(shape) ? parsed(table, shape) : ofInstallation(table, shape);
      known.put(id, found);
    }
    return found;
  }

  /** Shapes in full are long texts; ids consist of hexadecimal digits. */
  private static boolean inFull(String shape) {
    return shape.startsWith("{") || shape.startsWith("(");
  }

  private RecordedShape parsed(String table, String shape) {
    try {
      return shape.startsWith("(")
          ? RecordedShape.of(TableShape.parse(shape))
          : sql.recordedShape(table, shape);
    } catch (IllegalArgumentException unreadable) {
      return null;
    }
  }

  private RecordedShape ofInstallation(String name, String id) throws SQLException {
    if (stored == null) {
      stored = ShapeTable.read(connection);
    }
    Table table = stored.get(id);
    return table == null || !table.name().equals(name) ? null : RecordedShape.of(table);
  }
}
