package io.bactrian.database;

import io.bactrian.apply.Write;
import io.bactrian.changeset.Key;
import io.bactrian.changeset.Operation;
import io.bactrian.changeset.RowId;
import io.bactrian.changeset.Schema;
import io.bactrian.changeset.Schema.ForeignKey;
import io.bactrian.changeset.Table;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The foreign keys among tables, as needed to order writes. Immutable, thread-safe. */
final class ForeignKeys {
  private final Map<String, List<Reference>> byChild = new HashMap<>();
  private final Map<String, BitSet> referring = new HashMap<>();
  private final Map<String, List<ForeignKey>> cascading = new HashMap<>();
  private final Map<String, List<ForeignKey>> byParent = new HashMap<>();
  private final Map<String, Table> tables;
  private final Map<String, Set<String>> descendants = new HashMap<>();
  private final Map<String, Integer> depths = new HashMap<>();

  /**
   * @param positions of the child's columns, in the order of the parent's primary key; null when
   *     the foreign key refers to other columns
   */
  private record Reference(String parent, int[] positions) {}

  ForeignKeys(Schema schema) {
    tables = schema.tables();
    Map<String, Set<String>> children = new HashMap<>();
    for (ForeignKey key : schema.foreignKeys()) {
      Table child = schema.table(key.table());
      Table parent = schema.table(key.parent());
      if (child != null) {
        BitSet columns = referring.computeIfAbsent(key.table(), t -> new BitSet());
        key.columns().stream().map(child::position).filter(c -> c >= 0).forEach(columns::set);
      }
      if (child != null && parent != null) {
        if ("CASCADE".equals(key.cascades()) && tracked(key, child)) {
          cascading.computeIfAbsent(key.parent(), t -> new ArrayList<>()).add(key);
        }
        if (tracked(key, child) && positions(key, child, parent) != null) {
          byParent.computeIfAbsent(key.parent(), t -> new ArrayList<>()).add(key);
        }
        byChild
            .computeIfAbsent(key.table(), t -> new ArrayList<>())
            .add(new Reference(key.parent(), positions(key, child, parent)));
        children.computeIfAbsent(key.parent(), t -> new HashSet<>()).add(key.table());
      }
    }
    children.keySet().forEach(parent -> descend(parent, parent, children));
    schema.tables().keySet().forEach(table -> depth(table, new HashSet<>()));
  }

  private static boolean tracked(ForeignKey key, Table child) {
    return key.columns().stream().allMatch(column -> child.position(column) >= 0);
  }

  /** The foreign keys through which rows are deleted with a row of this table. */
  List<ForeignKey> cascading(String parent) {
    return cascading.getOrDefault(parent, List.of());
  }

  /** The foreign keys that refer to the primary key of a table. */
  List<ForeignKey> referringTo(Table parent) {
    return byParent.getOrDefault(parent.name(), List.of());
  }

  /** The named table, or null. */
  Table table(String name) {
    return tables.get(name);
  }

  private static int[] positions(ForeignKey key, Table child, Table parent) {
    if (parent.keyWidth() != key.parentColumns().size()) {
      return null;
    }
    int[] positions = new int[parent.keyWidth()];
    for (int i = 0; i < positions.length; i++) {
      int at = key.parentColumns().indexOf(parent.column(parent.keyPosition(i)).name());
      positions[i] = at < 0 ? -1 : child.position(key.columns().get(at));
      if (positions[i] < 0) {
        return null;
      }
    }
    return positions;
  }

  private void descend(String ancestor, String table, Map<String, Set<String>> children) {
    for (String child : children.getOrDefault(table, Set.of())) {
      if (descendants.computeIfAbsent(ancestor, t -> new HashSet<>()).add(child)) {
        descend(ancestor, child, children);
      }
    }
  }

  /** Tables in a cycle get an arbitrary depth; writes that fail because of it are retried. */
  private int depth(String table, Set<String> path) {
    Integer known = depths.get(table);
    if (known != null || !path.add(table)) {
      return known == null ? 0 : known;
    }
    int depth = 0;
    for (Reference reference : byChild.getOrDefault(table, List.of())) {
      if (!reference.parent().equals(table)) {
        depth = Math.max(depth, 1 + depth(reference.parent(), path));
      }
    }
    path.remove(table);
    depths.put(table, depth);
    return depth;
  }

  /** Depth of a table: parents have a smaller one than their children. */
  int depth(String table) {
    return depths.getOrDefault(table, 0);
  }

  /**
   * Tables whose rows may be deleted or changed by a cascade, or block it, when a row of this table
   * is deleted.
   */
  Set<String> below(String table) {
    return descendants.getOrDefault(table, Set.of());
  }

  /**
   * A reference of a written row to a parent row.
   *
   * @param columns positions of the columns that refer to it
   */
  record Referring(RowId parent, BitSet columns) {}

  /** The columns of a table that refer to a parent, or may. */
  BitSet columns(Table table) {
    return referring.getOrDefault(table.name(), new BitSet());
  }

  /** As {@link #parents}, with the columns that refer to them. */
  List<Referring> referring(Write write) {
    List<Referring> all = new ArrayList<>();
    for (Reference reference : byChild.getOrDefault(write.table().name(), List.of())) {
      Key key = reference.positions() == null ? null : key(write, reference.positions());
      if (key != null) {
        BitSet columns = new BitSet();
        Arrays.stream(reference.positions()).forEach(columns::set);
        all.add(new Referring(new RowId(reference.parent(), key), columns));
      }
    }
    return all;
  }

  /**
   * The parent rows to which the written row refers, before or after, through foreign keys to
   * primary keys.
   */
  List<RowId> parents(Write write) {
    return referring(write).stream().map(Referring::parent).toList();
  }

  private static Key key(Write write, int[] positions) {
    String[] values = new String[positions.length];
    for (int i = 0; i < values.length; i++) {
      boolean known = write.operation() == Operation.DELETE || write.columns().get(positions[i]);
      values[i] = known ? write.row().get(positions[i]) : null;
      if (values[i] == null) {
        return null;
      }
    }
    return Key.of(values);
  }
}
