package io.bactrian.database;

import io.bactrian.changeset.Row;
import io.bactrian.changeset.Table;
import io.bactrian.database.dialect.OutboxSql;
import io.bactrian.database.dialect.RecordedShape;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;

/**
 * Reads, before the outbox is read, the changes that were recorded row by row, and finds those
 * whose numbers are not in the order in which the rows changed. For one thread.
 */
final class VersionedChanges {
  private static final String QUERY =
      """
      select number, transaction, table_name, shape, version_before, version_after, %s, %s
      from bactrian_change c where version_before is not null or version_after is not null
      order by transaction, number
      """
          .formatted(RecordedTexts.columns("c", "before"), RecordedTexts.columns("c", "after"));

  private final RecordedShapes shapes;
  private final RecordedTexts texts;
  private final Map<Long, Long> follows = new HashMap<>();
  private final Map<String, String> broken = new HashMap<>();

  /**
   * The result.
   *
   * @param follows after which change a change comes, by {@link OutboxRows.Raw#id}; only where the
   *     numbers do not tell it
   * @param broken tables with changes that do not follow from each other in any order, each with a
   *     transaction in which this is so
   */
  record Order(Map<Long, Long> follows, Map<String, String> broken) {
    static final Order BY_NUMBER = new Order(Map.of(), Map.of());
  }

  VersionedChanges(RecordedShapes shapes, RecordedTexts texts) {
    this.shapes = shapes;
    this.texts = texts;
  }

  /**
   * @param fetch how many rows fit into memory at once
   */
  Order read(Connection connection, int fetch) throws SQLException {
    RowHistories histories = new RowHistories();
    String transaction = "";
    try (Statement statement = connection.createStatement()) {
      statement.setFetchSize(fetch);
      try (ResultSet row = statement.executeQuery(QUERY)) {
        while (row.next()) {
          if (!row.getString(2).equals(transaction)) {
            end(transaction, histories);
            transaction = row.getString(2);
          }
          add(row, histories);
        }
      }
    }
    end(transaction, histories);
    return new Order(follows, broken);
  }

  private void end(String transaction, RowHistories histories) {
    if (!histories.isEmpty()) {
      RowHistories.Order order = histories.order();
      follows.putAll(order.follows());
      order.broken().forEach(table -> broken.put(table, transaction));
    }
  }

  private void add(ResultSet row, RowHistories to) throws SQLException {
    RecordedShape shape = shapes.of(row.getString(3), row.getString(4));
    if (shape == null) {
      return;
    }
    Table table = shape.table();
    String before = text(shape, texts.read(row, 7, "before", row.getLong(1)));
    String after = text(shape, texts.read(row, 9, "after", row.getLong(1)));
    long first = version(row.getString(5));
    boolean earlier = row.getString(5) != null && row.getString(5).endsWith(OutboxSql.EARLIER);
    long second = version(row.getString(6));
    if (before == null || after == null || key(table, before) == key(table, after)) {
      to.add(change(row, false, table, before, after, first, earlier, second));
    } else {
      to.add(change(row, false, table, before, null, first, earlier, RowHistories.ABSENT));
      to.add(change(row, true, table, null, after, RowHistories.ABSENT, false, second));
    }
  }

  private static long key(Table table, String text) {
    return ImageChain.keyHash(table, text);
  }

  private static RowHistories.Change change(
      ResultSet row,
      boolean secondHalf,
      Table table,
      String before,
      String after,
      long first,
      boolean earlier,
      long second)
      throws SQLException {
    return new RowHistories.Change(
        OutboxRows.Raw.id(row.getLong(1), secondHalf),
        table.name(),
        key(table, after == null ? before : after),
        first,
        earlier,
        second,
        ImageChain.imageHash(before),
        ImageChain.imageHash(after));
  }

  private static String text(RecordedShape shape, Row recorded) {
    return recorded == null ? null : shape.row(recorded).fingerprint();
  }

  /** A hash of 64 bits; versions are compared within one transaction. */
  private static long version(String text) {
    if (text == null) {
      return RowHistories.ABSENT;
    }
    long hash = 0;
    for (int i = 0; i < text.length(); i++) {
      hash = (hash ^ text.charAt(i)) * 0x9E3779B97F4A7C15L;
      hash ^= hash >>> 29;
    }
    return hash == RowHistories.ABSENT ? 1 : hash;
  }
}
