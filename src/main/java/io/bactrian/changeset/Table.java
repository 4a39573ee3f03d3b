package io.bactrian.changeset;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The shape of a tracked table: its columns in the order of the values of its rows. Immutable;
 * equal when name and columns are equal.
 */
public final class Table {
  private final String name;
  private final List<Column> columns;
  private final int[] keyPositions;
  private final Map<String, Integer> positions = new HashMap<>();

  /**
   * @param name as in the configuration ({@code schema.table} when the schema is not the default
   *     one)
   * @param columns in the order of the values of a row; at least one is a key column
   */
  public Table(String name, List<Column> columns) {
    this.name = name;
    this.columns = List.copyOf(columns);
    int keys = 0;
    for (int i = 0; i < columns.size(); i++) {
      positions.put(columns.get(i).name(), i);
      if (columns.get(i).key()) {
        keys++;
      }
    }
    keyPositions = new int[keys];
    for (int i = 0, k = 0; i < columns.size(); i++) {
      if (columns.get(i).key()) {
        keyPositions[k++] = i;
      }
    }
  }

  public String name() {
    return name;
  }

  public List<Column> columns() {
    return columns;
  }

  public Column column(int position) {
    return columns.get(position);
  }

  public int width() {
    return columns.size();
  }

  /** Position of the named column, or -1. */
  public int position(String column) {
    return positions.getOrDefault(column, -1);
  }

  public int keyWidth() {
    return keyPositions.length;
  }

  /** Position in the row of the {@code i}-th key column. */
  public int keyPosition(int i) {
    return keyPositions[i];
  }

  /** The key of a row of this table. */
  public Key keyOf(Row row) {
    String[] values = new String[keyPositions.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = row.get(keyPositions[i]);
    }
    return Key.of(values);
  }

  /** Whether two rows of this table have the same key. */
  public boolean sameKey(Row one, Row other) {
    for (int position : keyPositions) {
      if (!Objects.equals(one.cell(position), other.cell(position))) {
        return false;
      }
    }
    return true;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Table that && name.equals(that.name) && columns.equals(that.columns);
  }

  @Override
  public int hashCode() {
    return name.hashCode();
  }

  @Override
  public String toString() {
    return name;
  }
}
