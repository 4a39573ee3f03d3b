package io.bactrian.capture.replay;

import io.bactrian.changeset.Key;
import io.bactrian.changeset.Schema;
import io.bactrian.changeset.Table;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Compares tables with what the log makes of them. */
final class Comparison {
  private final Bench bench;
  private final Connection connection;
  private final Schema schema;
  private final Set<String> partitioned = new HashSet<>();

  Comparison(Bench bench, Schema schema) throws SQLException {
    this.bench = bench;
    this.connection = bench.capture.connection();
    this.schema = schema;
    partitioned.addAll(
        bench.texts(
            "select case when n.nspname = current_schema() then '' else n.nspname || '.' end || c.relname"
                + " from pg_class c join pg_namespace n on n.oid = c.relnamespace where c.relkind = 'p'"));
  }

  /**
   * Returns the first difference, or null.
   *
   * @param altered whether tables have other columns than when some of the rows were written
   * @param excused tables that the product has refused
   */
  FaultException difference(Replay replay, boolean altered, Set<String> excused)
      throws SQLException {
    for (Table table : schema.tables().values()) {
      if (excused.contains(table.name())) {
        continue;
      }
      Map<Key, Image> rows = rows(table);
      Map<Key, Image> replayed = replay.table(table.name());
      Set<Key> keys = new TreeSet<>(rows.keySet());
      keys.addAll(replayed.keySet());
      for (Key key : keys) {
        Image row = rows.get(key);
        Image other = replayed.get(key);
        if (row == null || other == null || !(altered ? row.agrees(other) : row.same(other))) {
          return new FaultException(
              other == null ? Fault.ROW_LACKING : row == null ? Fault.ROW_LEFT : Fault.ROW_DIFFERS,
              "%s%s%n    table:  %s%n    replay: %s".formatted(table, key.text(), row, other));
        }
      }
    }
    return null;
  }

  /** Takes the tables as they are. */
  void reload(Replay replay) throws SQLException {
    for (Table table : schema.tables().values()) {
      replay.reload(table.name(), rows(table));
    }
  }

  private Map<Key, Image> rows(Table table) throws SQLException {
    Map<Key, Image> rows = new TreeMap<>();
    String sql =
        "select %s from %s%s x"
            .formatted(
                bench.dialect.selectList(table, "x"),
                partitioned.contains(table.name()) ? "" : "only ",
                bench.dialect.quote(table.name()));
    try (Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      while (result.next()) {
        Image row = new Image(table, bench.dialect.readRow(result, table, 1));
        rows.put(table.keyOf(row.row()), row);
      }
    }
    return rows;
  }
}
