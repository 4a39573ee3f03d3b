package io.bactrian.database;

import io.bactrian.changeset.Row;
import io.bactrian.changeset.Table;
import io.bactrian.database.dialect.OutboxSql;
import io.bactrian.database.dialect.RecordedShape;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Reads changes from the outbox again, by their numbers. For one thread. */
final class RecordedImages {
  private static final int AT_ONCE = 500;

  private final Connection connection;
  private final RecordedShapes shapes;
  private final RecordedTexts texts;

  /**
   * @param connection on which the snapshot is open
   */
  RecordedImages(Connection connection, OutboxSql sql, RecordedShapes shapes) {
    this.connection = connection;
    this.shapes = shapes;
    this.texts = new RecordedTexts(connection, sql);
  }

  /** What a row of the outbox tells, under its own shape; either image may be null. */
  record Images(Table table, Row before, Row after) {}

  /** Those whose shape is known, in a statement for some hundred. */
  Map<Long, Images> read(Collection<Long> numbers) throws SQLException {
    Map<Long, Images> all = new HashMap<>();
    List<Long> left = List.copyOf(numbers);
    for (int from = 0; from < left.size(); from += AT_ONCE) {
      read(left.subList(from, Math.min(left.size(), from + AT_ONCE)), all);
    }
    return all;
  }

  private void read(List<Long> some, Map<Long, Images> into) throws SQLException {
    String sql =
        "select c.number, c.table_name, c.shape, %s, %s from bactrian_change c where c.number in (%s)"
            .formatted(
                RecordedTexts.columns("c", "before"),
                RecordedTexts.columns("c", "after"),
                some.stream().map(String::valueOf).collect(Collectors.joining(", ")));
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      while (row.next()) {
        RecordedShape shape = shapes.of(row.getString(2), row.getString(3));
        if (shape != null) {
          long number = row.getLong(1);
          Row before = texts.read(row, 4, "before", number);
          Row after = texts.read(row, 6, "after", number);
          into.put(
              number,
              new Images(
                  shape.table(),
                  before == null ? null : shape.row(before),
                  after == null ? null : shape.row(after)));
        }
      }
    }
  }
}
