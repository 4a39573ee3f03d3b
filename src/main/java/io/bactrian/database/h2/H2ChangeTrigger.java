package io.bactrian.database.h2;

import io.bactrian.changeset.Key;
import io.bactrian.changeset.Row;
import io.bactrian.changeset.RowText;
import io.bactrian.changeset.Table;
import io.bactrian.changeset.TableShape;
import java.io.StringReader;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Types;
import java.util.Arrays;
import java.util.List;
import org.h2.tools.TriggerAdapter;

/**
 * Records each changed row of one table in the outbox. H2 creates one instance per trigger when the
 * database is opened, and calls it in the writers' sessions, concurrently. Its configuration is a
 * constant with the same name as the trigger (see {@link H2Triggers}).
 *
 * <p>A change of a key is recorded as a delete before the statement changes any row, and an insert
 * after it, each with the other key. So an update such as {@code id = id + 1} gives a valid
 * sequence of changes for each key.
 */
public final class H2ChangeTrigger extends TriggerAdapter {
  private static final String ORIGIN =
      "case when @bactrian_table = ? then nullif(@bactrian_origin, '') end";

  /** Read at the first row, because a database can't be queried while it is opened. */
  private volatile Shape shape;

  /**
   * What to record and the statement that records it.
   *
   * @param names of all columns of the table, to notice when one is renamed
   * @param recorded what names the shape in the outbox
   */
  private record Shape(
      Table table,
      List<String> names,
      int[] columns,
      String insert,
      String recorded,
      String suppressedOrigin) {}

  @Override
  public void fire(Connection connection, ResultSet old, ResultSet now) throws SQLException {
    Shape known = shape(connection, old != null ? old : now);
    Row before = row(known, old);
    Row after = row(known, now);
    if (before != null && before.equals(after) || suppressed(connection, known)) {
      return;
    }
    boolean moved =
        before != null
            && after != null
            && !known.table().keyOf(before).equals(known.table().keyOf(after));
    if (moved) {
      if (this.before) {
        record(connection, known, before, null, known.table().keyOf(after));
      } else {
        record(connection, known, null, after, known.table().keyOf(before));
      }
    } else if (!this.before) {
      record(connection, known, before, after, null);
    }
  }

  private Shape shape(Connection connection, ResultSet row) throws SQLException {
    Shape known = shape;
    if (known == null || !known.names().equals(names(row))) {
      String[] parts = RowText.parse(H2Triggers.constant(connection, schemaName, ownName()));
      Table made = TableShape.parse(parts[2]);
      Table table = H2Triggers.asItIs(connection, made, Arrays.asList(RowText.parse(parts[3])));
      int[] columns = new int[table.width()];
      for (int i = 0; i < columns.length; i++) {
        columns[i] = row.findColumn(table.column(i).name());
      }
      String recorded = table.equals(made) ? TableShape.id(made) : TableShape.text(table);
      known = new Shape(table, names(row), columns, insert(parts[0]), recorded, parts[1]);
      shape = known;
    }
    return known;
  }

  /** While a table is copied, to alter it, its triggers have another name in front of their own. */
  private String ownName() {
    return triggerName.substring(triggerName.lastIndexOf(H2Triggers.prefix(this.before)));
  }

  private static List<String> names(ResultSet row) throws SQLException {
    ResultSetMetaData columns = row.getMetaData();
    String[] names = new String[columns.getColumnCount()];
    for (int i = 0; i < names.length; i++) {
      names[i] = columns.getColumnName(i + 1);
    }
    return List.of(names);
  }

  private static String insert(String schema) {
    H2Dialect dialect = new H2Dialect();
    String side = dialect.identifier(schema);
    return ("insert into %s.bactrian_change (number, transaction, at, origin, kind, table_name,"
            + " before, after, shape, moves) values (next value for %s.bactrian_number, %s,"
            + " current_timestamp, %s, 'C', ?, ?, ?, ?, ?)")
        .formatted(side, side, dialect.transactionId(), ORIGIN);
  }

  private static Row row(Shape shape, ResultSet result) throws SQLException {
    if (result == null) {
      return null;
    }
    String[] values = new String[shape.columns().length];
    for (int i = 0; i < values.length; i++) {
      values[i] = H2Text.read(result, shape.columns()[i], shape.table().column(i));
    }
    return Row.owning(values);
  }

  private static boolean suppressed(Connection connection, Shape shape) throws SQLException {
    if (shape.suppressedOrigin() == null) {
      return false;
    }
    try (PreparedStatement select = connection.prepareStatement("select " + ORIGIN)) {
      select.setString(1, shape.table().name());
      try (ResultSet row = select.executeQuery()) {
        row.next();
        return shape.suppressedOrigin().equals(row.getString(1));
      }
    }
  }

  private static void record(Connection connection, Shape shape, Row before, Row after, Key moves)
      throws SQLException {
    try (PreparedStatement insert = connection.prepareStatement(shape.insert())) {
      insert.setString(1, shape.table().name());
      insert.setString(2, shape.table().name());
      text(insert, 3, before);
      text(insert, 4, after);
      insert.setString(5, shape.recorded());
      insert.setString(6, moves == null ? null : moves.text());
      insert.executeUpdate();
    }
  }

  private static void text(PreparedStatement insert, int index, Row row) throws SQLException {
    if (row == null) {
      insert.setNull(index, Types.VARCHAR);
    } else if (row.text().length() > H2Text.LONGEST_VARCHAR) {
      insert.setCharacterStream(index, new StringReader(row.text()), row.text().length());
    } else {
      insert.setString(index, row.text());
    }
  }
}
