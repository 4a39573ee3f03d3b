package io.bactrian.database;

import io.bactrian.changeset.Column;
import io.bactrian.changeset.Key;
import io.bactrian.changeset.Row;
import io.bactrian.changeset.Table;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;

/** Lists of keys, a hundred at a time, so that statements are few and their texts are the same. */
final class H2Keys implements KeyedRows {
  private static final int CHUNK = 100;

  private final Connection connection;
  private final Dialect dialect;

  H2Keys(Connection connection, Dialect dialect) {
    this.connection = connection;
    this.dialect = dialect;
  }

  @Override
  public List<Row> select(Table table, List<Key> keys, boolean lock) throws SQLException {
    List<Row> rows = new ArrayList<>(keys.size());
    for (int from = 0; from < keys.size(); from += CHUNK) {
      List<Key> chunk = keys.subList(from, Math.min(keys.size(), from + CHUNK));
      try (PreparedStatement statement =
          connection.prepareStatement(sql(table, chunk.size(), lock))) {
        int at = 1;
        for (Key key : chunk) {
          for (int i = 0; i < table.keyWidth(); i++) {
            H2BulkWriter.bind(statement, at++, dialect, keyColumn(table, i), key.get(i));
          }
        }
        try (ResultSet result = statement.executeQuery()) {
          while (result.next()) {
            rows.add(dialect.readRow(result, table, 1));
          }
        }
      }
    }
    return rows;
  }

  private String sql(Table table, int keys, boolean lock) {
    List<String> names = new ArrayList<>();
    List<String> marks = new ArrayList<>();
    for (int i = 0; i < table.keyWidth(); i++) {
      names.add("x." + dialect.identifier(keyColumn(table, i).name()));
      marks.add(dialect.fromText(keyColumn(table, i), "?"));
    }
    String one = tuple(marks);
    String all = Collections.nCopies(keys, one).stream().collect(Collectors.joining(", "));
    return "select %s from %s x where %s in (%s) order by %s%s"
        .formatted(
            dialect.selectList(table, "x"),
            dialect.quote(table.name()),
            tuple(names),
            all,
            String.join(", ", names),
            lock ? " for update" : "");
  }

  private static String tuple(List<String> parts) {
    return parts.size() == 1 ? parts.get(0) : "(" + String.join(", ", parts) + ")";
  }

  private static Column keyColumn(Table table, int i) {
    return table.column(table.keyPosition(i));
  }
}
