package io.bactrian.database;

import io.bactrian.apply.Write;
import io.bactrian.changeset.Column;
import io.bactrian.changeset.LogicalType;
import io.bactrian.changeset.Operation;
import io.bactrian.changeset.Row;
import io.bactrian.changeset.RowId;
import io.bactrian.changeset.Table;
import java.math.BigDecimal;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Finds updates that exchange unique values in a circle, so that none of them can go first, and
 * parks their values: each row gets a value that nobody has, and then its own. For databases, and
 * unique keys, that check at once. Compares texts without regard to case and trailing spaces, as
 * the database may: a circle too many costs an attempt. Pure.
 */
final class SwappedValues {
  private final ForeignKeys references;
  private final Map<String, List<List<Integer>>> keys;
  private final Map<RowId, Row> current;
  private final Map<RowId, Write> updates = new LinkedHashMap<>();
  private final Map<RowId, Set<RowId>> holders = new HashMap<>();

  /** A value of a unique key. */
  private record Value(String table, List<Integer> columns, List<String> values) {}

  /**
   * @param keys positions of the columns of each unique key, by table
   * @param current the rows as the database has them
   */
  SwappedValues(
      ForeignKeys references, Map<String, List<List<Integer>>> keys, Map<RowId, Row> current) {
    this.references = references;
    this.keys = keys;
    this.current = current;
  }

  /** The updates that may be part of a circle: the first open write of each row. */
  static List<Write> candidates(List<Write> open) {
    Map<RowId, Write> first = new LinkedHashMap<>();
    open.forEach(write -> first.putIfAbsent(write.id(), write));
    return first.values().stream().filter(w -> w.operation() == Operation.UPDATE).toList();
  }

  /** The circles among the candidates; those that touch each other are one. */
  List<List<Write>> circles(List<Write> candidates) {
    Map<Value, RowId> held = new HashMap<>();
    for (Write write : candidates) {
      if (current.containsKey(write.id())) {
        updates.put(write.id(), write);
        values(write, false).forEach(value -> held.put(value, write.id()));
      }
    }
    for (Write write : updates.values()) {
      Set<RowId> of = new LinkedHashSet<>();
      values(write, true).forEach(value -> of.add(held.get(value)));
      of.remove(null);
      of.remove(write.id());
      holders.put(write.id(), of);
    }
    boolean removed = true;
    while (removed) {
      removed = updates.keySet().removeIf(row -> among(row).isEmpty());
      Set<RowId> awaited = new HashSet<>();
      updates.keySet().forEach(row -> awaited.addAll(among(row)));
      removed |= updates.keySet().retainAll(awaited);
    }
    return connected();
  }

  /** The candidates that can give away a value of a unique key before they get their own. */
  List<Write> parkable(List<Write> candidates) {
    return candidates.stream()
        .filter(write -> !write.movesKey() && current.containsKey(write.id()))
        .filter(write -> !changed(write).isEmpty())
        .toList();
  }

  private List<RowId> among(RowId row) {
    return holders.get(row).stream().filter(updates::containsKey).toList();
  }

  private List<List<Write>> connected() {
    Map<RowId, Set<RowId>> next = new HashMap<>();
    for (RowId row : updates.keySet()) {
      for (RowId holder : among(row)) {
        next.computeIfAbsent(row, r -> new LinkedHashSet<>()).add(holder);
        next.computeIfAbsent(holder, r -> new LinkedHashSet<>()).add(row);
      }
    }
    List<List<Write>> circles = new ArrayList<>();
    Set<RowId> seen = new HashSet<>();
    for (RowId first : updates.keySet()) {
      Deque<RowId> open = new ArrayDeque<>(seen.add(first) ? List.of(first) : List.of());
      List<Write> one = new ArrayList<>();
      while (!open.isEmpty()) {
        RowId row = open.pop();
        one.add(updates.get(row));
        next.get(row).stream().filter(seen::add).forEach(open::push);
      }
      if (!one.isEmpty()) {
        circles.add(one);
      }
    }
    return circles;
  }

  /** What the row has, or will have, in the unique keys that the write changes. */
  private List<Value> values(Write write, boolean after) {
    List<Value> values = new ArrayList<>();
    for (List<Integer> key : changed(write)) {
      List<String> texts = new ArrayList<>();
      for (int c : key) {
        Row row = after && write.columns().get(c) ? write.row() : current.get(write.id());
        texts.add(comparable(write.table().column(c), row.get(c)));
      }
      if (!texts.contains(null)) {
        values.add(new Value(write.table().name(), key, texts));
      }
    }
    return values;
  }

  private List<List<Integer>> changed(Write write) {
    return keys.getOrDefault(write.table().name(), List.of()).stream()
        .filter(key -> key.stream().anyMatch(write.columns()::get))
        .toList();
  }

  private static String comparable(Column column, String value) {
    if (value == null) {
      return null;
    }
    if (column.type() == LogicalType.DECIMAL) {
      try {
        return new BigDecimal(value).stripTrailingZeros().toString();
      } catch (NumberFormatException notANumber) {
        return value;
      }
    }
    return value.stripTrailing().toLowerCase(Locale.ROOT);
  }

  /**
   * The writes that make way: one column of each unique key that a write of the circles changes
   * gets a value that hardly any row has.
   *
   * @param attempt from 0, below {@link ParkingValues#ATTEMPTS}: each time others
   * @return empty when no column can have one
   */
  List<Write> parked(List<Write> circles, int attempt) {
    List<Write> parked = new ArrayList<>();
    for (Write write : circles) {
      BitSet columns = new BitSet();
      CharSequence[] values = write.row().toArray();
      for (List<Integer> key : changed(write)) {
        if (key.stream().noneMatch(columns::get)) {
          park(write, key, new ParkingValues(write.id(), parked.size(), attempt), columns, values);
        }
      }
      if (!columns.isEmpty()) {
        parked.add(
            new Write(
                write.table(), Operation.UPDATE, Row.owning(values), columns, write.origin()));
      }
    }
    return parked;
  }

  private void park(
      Write write,
      List<Integer> key,
      ParkingValues parking,
      BitSet columns,
      CharSequence[] values) {
    Table table = write.table();
    BitSet fixed = references.columns(table);
    Row now = current.get(write.id());
    for (int c : key) {
      String value = fixed.get(c) ? null : parking.value(table.column(c), now.get(c));
      if (write.columns().get(c) && (value != null || table.column(c).nullable())) {
        columns.set(c);
        values[c] = value;
        return;
      }
    }
  }
}
