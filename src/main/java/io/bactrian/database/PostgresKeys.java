package io.bactrian.database;

import io.bactrian.changeset.Key;
import io.bactrian.changeset.Row;
import io.bactrian.changeset.Table;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** One statement for any number of keys, each key column an array of texts. */
final class PostgresKeys implements KeyedRows {
  private final Connection connection;
  private final Dialect dialect;

  PostgresKeys(Connection connection, Dialect dialect) {
    this.connection = connection;
    this.dialect = dialect;
  }

  @Override
  public List<Row> select(Table table, List<Key> keys, boolean lock) throws SQLException {
    String order =
        KeyedRows.positions(table).stream()
            .map(c -> "x." + dialect.identifier(table.column(c).name()))
            .collect(Collectors.joining(", "));
    String sql =
        "select %s from %s order by %s%s"
            .formatted(
                dialect.selectList(table, "x"),
                table.keyWidth() == 1 ? bySingle(table) : byComposite(table),
                order,
                lock ? " for update of x" : "");
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < table.keyWidth(); i++) {
        int column = i;
        String[] values = keys.stream().map(key -> key.get(column)).toArray(String[]::new);
        statement.setArray(i + 1, connection.createArrayOf("text", values));
      }
      List<Row> rows = new ArrayList<>(keys.size());
      try (ResultSet result = statement.executeQuery()) {
        while (result.next()) {
          rows.add(dialect.readRow(result, table, 1));
        }
      }
      return rows;
    }
  }

  private String bySingle(Table table) {
    var column = table.column(table.keyPosition(0));
    return "%s x where x.%s = any (array(select %s from unnest(?::text[]) as k))"
        .formatted(
            dialect.quote(table.name()),
            dialect.identifier(column.name()),
            dialect.fromText(column, "k"));
  }

  private String byComposite(Table table) {
    List<String> names = new ArrayList<>();
    List<String> values = new ArrayList<>();
    List<String> same = new ArrayList<>();
    for (int i = 0; i < table.keyWidth(); i++) {
      var column = table.column(table.keyPosition(i));
      names.add("k" + i);
      values.add(dialect.fromText(column, "a.k" + i) + " as k" + i);
      same.add("x.%s = k.k%d".formatted(dialect.identifier(column.name()), i));
    }
    return "%s x join (select %s from unnest(%s) as a (%s)) k on %s"
        .formatted(
            dialect.quote(table.name()),
            String.join(", ", values),
            String.join(", ", java.util.Collections.nCopies(names.size(), "?::text[]")),
            String.join(", ", names),
            String.join(" and ", same));
  }
}
