package io.bactrian.database;

import static java.util.stream.Collectors.joining;

import io.bactrian.changeset.Column;
import io.bactrian.changeset.Key;
import io.bactrian.changeset.Row;
import io.bactrian.changeset.Schema;
import io.bactrian.changeset.Schema.ForeignKey;
import io.bactrian.changeset.Table;
import io.bactrian.database.dialect.BoundedRows;
import io.bactrian.database.dialect.Dialect;
import io.bactrian.problem.Problem;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.sql.DataSource;

/**
 * Reads the rows with which a row is linked by foreign keys among tracked tables, for people: two
 * queries for each foreign key, each of bounded size. Thread-safe; locks nothing.
 */
public final class LinkedRows {
  /** Most rows that are counted. */
  public static final int COUNTED = 1_000;

  private static final int SHOWN = 5;

  private final DataSource source;
  private final Dialect dialect;
  private final Schema schema;

  /**
   * @param source prepared by {@link Dialect#prepare}
   */
  public LinkedRows(DataSource source, Dialect dialect, Schema schema) {
    this.source = source;
    this.dialect = dialect;
    this.schema = schema;
  }

  /**
   * A row that is referred to.
   *
   * @param row null when it is absent
   */
  public record Parent(ForeignKey by, Table table, Row row) {}

  /**
   * Rows that refer to a row.
   *
   * @param count how many, at most {@link #COUNTED}
   * @param first some of them
   */
  public record Children(ForeignKey by, Table table, int count, List<Row> first) {}

  /** The rows that this row refers to; a reference that is NULL is none. */
  public List<Parent> parents(Table table, Row row) {
    return ask(
        connection -> {
          List<Parent> parents = new ArrayList<>();
          for (ForeignKey key : schema.foreignKeys()) {
            Table parent = schema.table(key.parent());
            String[] values =
                key.table().equals(table.name()) && tracked(parent, key.parentColumns())
                    ? values(table, row, key.columns())
                    : null;
            if (values != null) {
              List<Row> found = rows(connection, parent, key.parentColumns(), values, 1);
              parents.add(new Parent(key, parent, found.isEmpty() ? null : found.get(0)));
            }
          }
          return parents;
        });
  }

  /** The rows that refer to this row. */
  public List<Children> children(Table table, Row row) {
    return ask(
        connection -> {
          List<Children> children = new ArrayList<>();
          for (ForeignKey key : schema.foreignKeys()) {
            Table child = schema.table(key.table());
            String[] values =
                key.parent().equals(table.name()) && tracked(child, key.columns())
                    ? values(table, row, key.parentColumns())
                    : null;
            if (values != null) {
              List<Row> first = rows(connection, child, key.columns(), values, SHOWN);
              int count =
                  first.size() < SHOWN
                      ? first.size()
                      : count(connection, child, key.columns(), values);
              children.add(new Children(key, child, count, first));
            }
          }
          return children;
        });
  }

  /** The rows that refer to a row with this key, which may be absent. */
  public List<Children> children(Table table, Key key) {
    String[] values = new String[table.width()];
    for (int i = 0; i < table.keyWidth(); i++) {
      values[table.keyPosition(i)] = key.get(i);
    }
    return children(table, Row.owning(values));
  }

  private static boolean tracked(Table table, List<String> columns) {
    return table != null && columns.stream().allMatch(name -> table.position(name) >= 0);
  }

  /** Null when one of them is NULL or not known. */
  private static String[] values(Table table, Row row, List<String> columns) {
    String[] values =
        columns.stream()
            .map(table::position)
            .map(c -> c < 0 ? null : row.get(c))
            .toArray(String[]::new);
    return Arrays.asList(values).contains(null) ? null : values;
  }

  private List<Row> rows(
      Connection connection, Table table, List<String> columns, String[] values, int most)
      throws SQLException {
    String sql =
        "select %s from %s x where %s limit %d"
            .formatted(
                dialect.selectList(table, "x"),
                dialect.quote(table.name()),
                condition(table, columns),
                most);
    try (PreparedStatement query = connection.prepareStatement(sql)) {
      bind(query, table, columns, values);
      return new BoundedRows(dialect, table).first(query);
    }
  }

  private int count(Connection connection, Table table, List<String> columns, String[] values)
      throws SQLException {
    String sql =
        "select count(*) from (select 1 from %s x where %s limit %d) c"
            .formatted(dialect.quote(table.name()), condition(table, columns), COUNTED);
    try (PreparedStatement query = connection.prepareStatement(sql)) {
      bind(query, table, columns, values);
      try (ResultSet row = query.executeQuery()) {
        row.next();
        return row.getInt(1);
      }
    }
  }

  private String condition(Table table, List<String> columns) {
    return columns.stream()
        .map(
            name ->
                "x.%s = %s"
                    .formatted(
                        dialect.identifier(name), dialect.fromText(column(table, name), "?")))
        .collect(joining(" and "));
  }

  private void bind(PreparedStatement query, Table table, List<String> columns, String[] values)
      throws SQLException {
    for (int i = 0; i < values.length; i++) {
      dialect.bind(query, i + 1, column(table, columns.get(i)), values[i]);
    }
  }

  private static Column column(Table table, String name) {
    return table.column(table.position(name));
  }

  private interface Reading<T> {
    T from(Connection connection) throws SQLException;
  }

  private <T> T ask(Reading<T> reading) {
    try (Connection connection = source.getConnection()) {
      dialect.begin(connection, false);
      T found = reading.from(connection);
      connection.rollback();
      return found;
    } catch (SQLException e) {
      throw Problem.of("The rows linked with a row can't be read (SQLSTATE %s).", e.getSQLState())
          .follows("Nothing is changed by that.")
          .toDo("Try again; if it stays so, look whether the database runs.")
          .passes()
          .exception(e);
    }
  }
}
