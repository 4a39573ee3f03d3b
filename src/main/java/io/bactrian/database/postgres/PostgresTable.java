package io.bactrian.database.postgres;

import io.bactrian.changeset.Table;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A tracked table as its triggers have to know it.
 *
 * @param signature its columns as the database has them, see {@link PostgresFunctions#SHAPE}
 * @param leftOut columns that the database prints in a whole row and that are not tracked
 */
record PostgresTable(
    Table table, String signature, List<String> leftOut, PostgresRecording recording) {

  private static final String COLUMNS =
      """
      select %s, %s, array(select attname::text from pg_attribute where attrelid = c.oid
        and attnum > 0 and not attisdropped and attgenerated = '' order by attnum)
      from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where c.relkind in ('r', 'p') and not c.relispartition
      """
          .formatted(PostgresCatalog.TABLE_NAME, PostgresFunctions.SHAPE.formatted("c.oid"));

  /** What the catalogue says of a table's columns. */
  private record Columns(String signature, List<String> names) {}

  /** Reads what a schema's tables are in the database; those that do not exist are left out. */
  static Map<String, PostgresTable> read(Connection connection, Iterable<Table> tables)
      throws SQLException {
    PostgresSurroundings surroundings = PostgresSurroundings.read(connection);
    Map<String, Columns> columns = new HashMap<>();
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(COLUMNS)) {
      while (row.next()) {
        String[] names = (String[]) row.getArray(3).getArray();
        columns.put(row.getString(1), new Columns(row.getString(2), Arrays.asList(names)));
      }
    }
    Map<String, PostgresTable> all = new HashMap<>();
    for (Table table : tables) {
      Columns found = columns.get(table.name());
      if (found != null) {
        List<String> leftOut =
            found.names().stream().filter(name -> table.position(name) < 0).toList();
        all.put(
            table.name(),
            new PostgresTable(
                table, found.signature(), leftOut, surroundings.recording(table.name())));
      }
    }
    return all;
  }
}
