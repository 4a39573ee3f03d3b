package io.bactrian.changeset;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The tables and foreign keys of a system, read from a database or from a file in {@code schemas/}.
 * Immutable.
 *
 * @param tables by name, in a fixed order
 * @param foreignKeys among them
 */
public record Schema(Map<String, Table> tables, List<ForeignKey> foreignKeys) {
  public Schema {
    tables = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(tables));
    foreignKeys = List.copyOf(foreignKeys);
  }

  /**
   * A foreign key: columns of a table that refer to a row of a parent table.
   *
   * @param cascades what deleting the parent does to the child, as the database names it, e.g.
   *     {@code CASCADE} or {@code SET NULL}; null for nothing
   */
  public record ForeignKey(
      String table,
      List<String> columns,
      String parent,
      List<String> parentColumns,
      String cascades) {
    public ForeignKey {
      columns = List.copyOf(columns);
      parentColumns = List.copyOf(parentColumns);
    }
  }

  /** The named table, or null. */
  public Table table(String name) {
    return tables.get(name);
  }

  /**
   * The tables with parents before children, otherwise by name; the order within a cycle is not
   * defined.
   */
  public List<Table> parentsFirst() {
    Map<String, Table> left = new java.util.TreeMap<>(tables);
    List<Table> ordered = new java.util.ArrayList<>();
    while (!left.isEmpty()) {
      String next =
          left.keySet().stream()
              .filter(
                  table ->
                      foreignKeys.stream()
                          .noneMatch(
                              key ->
                                  key.table().equals(table)
                                      && !key.parent().equals(table)
                                      && left.containsKey(key.parent())))
              .findFirst()
              .orElseGet(() -> left.keySet().iterator().next());
      ordered.add(left.remove(next));
    }
    return ordered;
  }

  /** A copy with these tables only and the foreign keys among them. */
  public Schema only(java.util.Collection<String> names) {
    Map<String, Table> kept = new LinkedHashMap<>(tables);
    kept.keySet().retainAll(names);
    return new Schema(
        kept,
        foreignKeys.stream()
            .filter(key -> kept.containsKey(key.table()) && kept.containsKey(key.parent()))
            .toList());
  }
}
