package io.bactrian.database;

import io.bactrian.apply.BatchLimit;
import io.bactrian.apply.OutboxRecord;
import io.bactrian.apply.OutboxRecord.PresentFor;
import io.bactrian.apply.OutboxText;
import io.bactrian.changeset.Item;
import io.bactrian.changeset.Row;
import io.bactrian.changeset.RowId;
import io.bactrian.changeset.Schema;
import io.bactrian.changeset.Table;
import io.bactrian.changeset.TableShape;
import io.bactrian.database.dialect.OutboxSql;
import io.bactrian.database.dialect.RecordedShape;
import io.bactrian.destination.DestinationRule;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Access to the outbox {@code bactrian_change} within an apply transaction. For one thread. */
final class OutboxTable {
  private static final int FETCH = 1_000;

  /** Size of a row before and after; 0 without either. */
  private static final String SIZE =
      "coalesce(octet_length(before), 0) + coalesce(octet_length(after), 0)";

  private static final String ROWS =
      RecordedTexts.columns("o", "before") + ", " + RecordedTexts.columns("o", "after");

  private final Connection connection;
  private final OutboxSql sql;
  private final Schema schema;
  private final Map<String, DestinationRule> destinations;
  private final Clock clock;

  OutboxTable(
      Connection connection,
      OutboxSql sql,
      Schema schema,
      Map<String, DestinationRule> destinations,
      Clock clock) {
    this.connection = connection;
    this.sql = sql;
    this.schema = schema;
    this.destinations = destinations;
    this.clock = clock;
  }

  /** The given rows that have a change made at this site which the partner sees. */
  Set<RowId> changed(String partner, Collection<RowId> rows) throws SQLException {
    Set<RowId> wanted = new HashSet<>(rows);
    Set<String> tables = new TreeSet<>();
    rows.forEach(row -> tables.add(row.table()));
    Set<RowId> changed = new HashSet<>();
    if (!tables.isEmpty()) {
      ownChanges(
          List.copyOf(tables),
          (table, before, after) -> {
            for (Row image : new Row[] {before, after}) {
              RowId row = image == null ? null : new RowId(table.name(), table.keyOf(image));
              if (wanted.contains(row)
                  && !changed.contains(row)
                  && sees(partner, table, before, after)) {
                changed.add(row);
              }
            }
          });
    }
    return changed;
  }

  private boolean sees(String partner, Table table, Row before, Row after) {
    DestinationRule rule = destinations.get(table.name());
    return rule != null
        && (!rule.via().isEmpty() // where its parents were is not known here
            || before != null && rule.of(table, before).includes(partner)
            || after != null && rule.of(table, after).includes(partner));
  }

  @FunctionalInterface
  private interface Change {
    void of(Table table, Row before, Row after);
  }

  /**
   * Reads this site's own changes of tables; usually there are none. The size of the largest
   * determines the fetch size.
   */
  private void ownChanges(List<String> tables, Change each) throws SQLException {
    String marks = String.join(", ", Collections.nCopies(tables.size(), "?"));
    String from =
        " from bactrian_change o where origin is null and kind in ('C', 'P', 'H') and table_name in ("
            + marks
            + ")";
    long largest = 0;
    try (PreparedStatement select = connection.prepareStatement("select max(" + SIZE + ")" + from);
        ResultSet row = execute(select, tables)) {
      row.next();
      largest = row.getLong(1);
      if (row.wasNull()) {
        return;
      }
    }
    try (PreparedStatement select =
        connection.prepareStatement(
            "select o.table_name, o.kind, o.shape, o.number, " + ROWS + from)) {
      select.setFetchSize(
          Math.min(FETCH, OutboxRows.fetch(Math.min(RecordedTexts.LARGE, largest))));
      RecordedTexts texts = new RecordedTexts(connection, sql);
      RecordedShapes shapes = new RecordedShapes(connection, sql, schema);
      try (ResultSet row = execute(select, tables)) {
        while (row.next()) {
          RecordedShape shape = shapes.of(row.getString(1), row.getString(3));
          if (shape != null) {
            boolean snapshotRow = row.getString(2).charAt(0) == OutboxText.PRESENT;
            each.of(
                shape.table(),
                snapshotRow ? null : row(shape, texts.read(row, 5, "before", row.getLong(4))),
                row(shape, texts.read(row, 7, "after", row.getLong(4))));
          }
        }
      }
    }
  }

  private static ResultSet execute(PreparedStatement select, List<String> arguments)
      throws SQLException {
    for (int i = 0; i < arguments.size(); i++) {
      select.setString(i + 1, arguments.get(i));
    }
    return select.executeQuery();
  }

  private static Row row(RecordedShape shape, Row recorded) {
    return recorded == null ? null : shape.row(recorded);
  }

  /** Inserts the records, numbered in the order of the list. */
  void append(List<OutboxRecord> records) throws SQLException {
    if (records.isEmpty()) {
      return;
    }
    OffsetDateTime at = clock.instant().atOffset(ZoneOffset.UTC);
    String append =
        "insert into bactrian_change (number, transaction, at, kind, table_name, before, after,"
            + " shape)"
            + " values (%s, %s, ?, ?, ?, ?, ?, ?)".formatted(sql.nextNumber(), sql.transactionId());
    BatchLimit limit = new BatchLimit();
    try (PreparedStatement insert = connection.prepareStatement(append)) {
      for (OutboxRecord record : records) {
        insert.setObject(1, at);
        insert.setString(2, String.valueOf(record.kind()));
        String text = record.text();
        Item.Present present = record instanceof PresentFor row ? row.present() : null;
        insert.setString(3, present == null ? null : present.table().name());
        insert.setString(4, present == null ? null : text);
        insert.setString(5, present == null ? text : present.row().text());
        insert.setString(6, present == null ? null : TableShape.id(present.table()));
        insert.addBatch();
        if (limit.add(text.length()).reached()) {
          insert.executeBatch();
          limit.clear();
        }
      }
      insert.executeBatch();
    }
  }
}
