package io.bactrian.database;

import io.bactrian.changeset.Column;
import io.bactrian.changeset.Key;
import io.bactrian.changeset.Row;
import io.bactrian.changeset.RowId;
import io.bactrian.changeset.Schema.ForeignKey;
import io.bactrian.changeset.Table;
import io.bactrian.database.dialect.KeyedRows;
import io.bactrian.transform.Values;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Finds and locks the rows that the database deletes along with others, over any number of foreign
 * keys. Needs one statement for each foreign key and level, none for tables without such children.
 * For one thread.
 */
final class CascadedRows {
  private final ForeignKeys references;
  private final KeyedRows rows;

  CascadedRows(ForeignKeys references, KeyedRows rows) {
    this.references = references;
    this.rows = rows;
  }

  /**
   * A row that is deleted.
   *
   * @param root the row with which it is deleted
   * @param table the columns that were read of it, named as its own table
   */
  private record Deleted(RowId root, Table table, Row row) {
    String value(String column) {
      int position = table.position(column);
      return position < 0 ? null : row.get(position);
    }
  }

  /**
   * @return for each of the rows that has any, the rows that are deleted with it
   */
  Map<RowId, Set<RowId>> of(Table table, Collection<Row> parents) throws SQLException {
    Map<RowId, Set<RowId>> all = new LinkedHashMap<>();
    List<Deleted> level = new ArrayList<>();
    for (Row row : parents) {
      level.add(new Deleted(new RowId(table.name(), table.keyOf(row)), table, row));
    }
    while (!level.isEmpty()) {
      level = below(level, all);
    }
    return all;
  }

  private List<Deleted> below(List<Deleted> level, Map<RowId, Set<RowId>> all) throws SQLException {
    Map<String, List<Deleted>> byTable = new LinkedHashMap<>();
    level.forEach(d -> byTable.computeIfAbsent(d.table().name(), t -> new ArrayList<>()).add(d));
    List<Deleted> found = new ArrayList<>();
    for (Map.Entry<String, List<Deleted>> parents : byTable.entrySet()) {
      for (ForeignKey key : references.cascading(parents.getKey())) {
        for (Deleted child : children(key, parents.getValue())) {
          RowId id = id(key.table(), child);
          if (!id.equals(child.root())
              && all.computeIfAbsent(child.root(), root -> new HashSet<>()).add(id)) {
            found.add(child);
          }
        }
      }
    }
    return found;
  }

  private RowId id(String table, Deleted child) {
    Table whole = references.table(table);
    String[] values = new String[whole.keyWidth()];
    for (int i = 0; i < values.length; i++) {
      values[i] = child.value(whole.column(whole.keyPosition(i)).name());
    }
    return new RowId(table, Key.of(values));
  }

  private List<Deleted> children(ForeignKey key, List<Deleted> parents) throws SQLException {
    Map<Key, Set<RowId>> roots = new LinkedHashMap<>();
    for (Deleted parent : parents) {
      String[] values = key.parentColumns().stream().map(parent::value).toArray(String[]::new);
      if (Stream.of(values).allMatch(Objects::nonNull)) {
        roots.computeIfAbsent(Key.of(values), k -> new LinkedHashSet<>()).add(parent.root());
      }
    }
    List<Deleted> children = new ArrayList<>();
    if (!roots.isEmpty()) {
      Table view = view(key);
      for (Row row : rows.select(view, List.copyOf(roots.keySet()), true)) {
        roots(view, view.keyOf(row), roots)
            .forEach(root -> children.add(new Deleted(root, view, row)));
      }
    }
    return children;
  }

  /** Also where the two tables print the same value differently. */
  private static Set<RowId> roots(Table view, Key key, Map<Key, Set<RowId>> roots) {
    Set<RowId> found = roots.get(key);
    if (found != null) {
      return found;
    }
    for (Map.Entry<Key, Set<RowId>> other : roots.entrySet()) {
      boolean same = true;
      for (int i = 0; i < view.keyWidth(); i++) {
        same &= Values.same(view.column(i), other.getKey().get(i), key.get(i));
      }
      if (same) {
        return other.getValue();
      }
    }
    return Set.of();
  }

  /** The child's columns that are needed, found by those of the foreign key. */
  private Table view(ForeignKey key) {
    Table child = references.table(key.table());
    Set<String> names = new LinkedHashSet<>(key.columns());
    child.columns().stream().filter(Column::key).forEach(column -> names.add(column.name()));
    references.cascading(child.name()).forEach(below -> names.addAll(below.parentColumns()));
    List<Column> columns = new ArrayList<>();
    for (String name : names) {
      Column c = child.column(child.position(name));
      boolean asked = key.columns().contains(name);
      columns.add(
          new Column(name, c.type(), c.nativeType(), c.length(), c.scale(), c.nullable(), asked));
    }
    return new Table(child.name(), columns);
  }
}
