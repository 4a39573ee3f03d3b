package io.bactrian.database.postgres;

import io.bactrian.changeset.Column;
import io.bactrian.changeset.Table;
import io.bactrian.database.dialect.KeyedRows;
import io.bactrian.database.dialect.RowSql;
import io.bactrian.database.dialect.WriteBatch;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Updates keys, and what refers to them by foreign keys that do not cascade: in one statement, as
 * PostgreSQL checks these when it ends. So neither a unique value stands in the way nor a row that
 * nobody sent. For one transaction.
 */
final class PostgresKeyUpdates {
  private static final int ROWS = 5_000;

  /** Foreign keys that refuse an update of the keys of a table: child, its columns, the table's. */
  private static final String REFERRING =
      """
      select c.conrelid::regclass::text, c.conrelid = c.confrelid,
        array(select a.attname::text from unnest(c.conkey) with ordinality as k (n, i)
          join pg_attribute a on a.attrelid = c.conrelid and a.attnum = k.n order by k.i),
        array(select a.attname::text from unnest(c.confkey) with ordinality as k (n, i)
          join pg_attribute a on a.attrelid = c.confrelid and a.attnum = k.n order by k.i)
      from pg_constraint c
      where c.contype = 'f' and c.confrelid = to_regclass(?) and c.confupdtype in ('a', 'r')
        and c.conparentid = 0
      order by c.oid
      """;

  private final Connection connection;
  private final RowSql dialect;
  private final Map<String, List<Child>> children = new HashMap<>();

  /** A table that refers to keys of another, or of itself. */
  private record Child(String table, boolean same, List<String> columns, List<String> referred) {}

  PostgresKeyUpdates(Connection connection, RowSql dialect) {
    this.connection = connection;
    this.dialect = dialect;
  }

  void write(WriteBatch batch) throws SQLException {
    List<Integer> columns = new ArrayList<>(KeyedRows.positions(batch.table()));
    columns.addAll(batch.columns());
    PostgresTexts.requireStorable(batch, columns);
    String sql = sql(batch.table(), columns, children(batch.table()));
    for (int from = 0; from < batch.size(); from += ROWS) {
      execute(sql, columns, batch.part(from, Math.min(batch.size(), from + ROWS)));
    }
  }

  private void execute(String sql, List<Integer> columns, WriteBatch batch) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      int at = 0;
      for (int column : columns) {
        statement.setArray(++at, connection.createArrayOf("text", batch.values(column)));
      }
      for (int i = 0; i < batch.table().keyWidth(); i++) {
        statement.setArray(++at, connection.createArrayOf("text", batch.keysBefore(i)));
      }
      statement.execute();
    }
  }

  private String sql(Table table, List<Integer> columns, List<Child> all) {
    StringBuilder sql = new StringBuilder("with bactrian_moves as materialized (");
    sql.append(moves(table, columns));
    sql.append(
        "), bactrian_parents as (update %s x set %s from bactrian_moves u where %s)"
            .formatted(
                dialect.quote(table.name()),
                columns.stream()
                    .map(c -> name(table, c) + " = u.v" + c)
                    .collect(Collectors.joining(", ")),
                keyBefore(table, "x", "u")));
    for (int i = 0; i < all.size(); i++) {
      sql.append(", bactrian_children").append(i).append(" as (");
      sql.append(child(table, all.get(i))).append(')');
    }
    return sql.append(" select 1").toString();
  }

  private String moves(Table table, List<Integer> columns) {
    List<String> values = new ArrayList<>();
    List<String> names = new ArrayList<>();
    for (int c : columns) {
      values.add(dialect.fromText(table.column(c), "a.v" + c) + " as v" + c);
      names.add("v" + c);
    }
    for (int c : KeyedRows.positions(table)) {
      Column key = table.column(c);
      values.add(dialect.fromText(key, "a.o" + c) + " as o" + c);
      names.add("o" + c);
    }
    return "select %s from unnest(%s) as a (%s)"
        .formatted(
            String.join(", ", values),
            String.join(", ", Collections.nCopies(names.size(), "?::text[]")),
            String.join(", ", names));
  }

  private String keyBefore(Table table, String row, String moves) {
    return KeyedRows.positions(table).stream()
        .map(c -> row + "." + name(table, c) + " = " + moves + ".o" + c)
        .collect(Collectors.joining(" and "));
  }

  /** A row whose own key is updated must not be written twice by one statement. */
  private String child(Table table, Child child) {
    List<String> set = new ArrayList<>();
    List<String> where = new ArrayList<>();
    for (int i = 0; i < child.columns().size(); i++) {
      String column = dialect.identifier(child.columns().get(i));
      int referred = table.position(child.referred().get(i));
      set.add(column + " = u.v" + referred);
      where.add("c." + column + " = u.o" + referred);
    }
    if (child.same()) {
      String itself = keyBefore(table, "c", "s");
      where.add("not exists (select from bactrian_moves s where %s)".formatted(itself));
    }
    return "update %s c set %s from bactrian_moves u where %s"
        .formatted(child.table(), String.join(", ", set), String.join(" and ", where));
  }

  private String name(Table table, int column) {
    return dialect.identifier(table.column(column).name());
  }

  /** Only what refers to the whole key can be told by it. */
  private List<Child> children(Table table) throws SQLException {
    List<Child> known = children.get(table.name());
    if (known == null) {
      known = new ArrayList<>();
      List<String> key =
          KeyedRows.positions(table).stream().map(c -> table.column(c).name()).toList();
      try (PreparedStatement select = connection.prepareStatement(REFERRING)) {
        select.setString(1, dialect.quote(table.name()));
        try (ResultSet row = select.executeQuery()) {
          while (row.next()) {
            List<String> referred = texts(row.getArray(4));
            if (referred.size() == key.size() && key.containsAll(referred)) {
              known.add(
                  new Child(row.getString(1), row.getBoolean(2), texts(row.getArray(3)), referred));
            }
          }
        }
      }
      children.put(table.name(), known);
    }
    return known;
  }

  private static List<String> texts(Array array) throws SQLException {
    return Arrays.asList((String[]) array.getArray());
  }
}
