package io.bactrian.apply;

import io.bactrian.changeset.Key;
import io.bactrian.changeset.Row;
import io.bactrian.changeset.RowId;
import io.bactrian.changeset.Table;
import io.bactrian.transform.Mapping;
import io.bactrian.transform.MappingException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Finds our rows that parked changes of a spoke would write. Stateless. */
record ParkedTargets(Mapping toHub) {

  /**
   * Reads what is parked of these rows, and our rows, with one query for some hundred of each
   * table.
   *
   * @param lock whether our rows are locked as well
   * @return by row, in the given order; without rows of which nothing is parked
   */
  Map<RowId, ParkedRow> of(
      ApplyTransaction tx, String spoke, Collection<RowId> rows, boolean lock) {
    Map<RowId, List<Wait>> waits = new LinkedHashMap<>();
    rows.forEach(row -> waits.put(row, new ArrayList<>()));
    for (Wait wait : tx.waits(spoke, Wait.Kind.PARKED, rows)) {
      waits.get(wait.row()).add(wait.payload() == null ? tx.whole(wait) : wait);
    }
    waits.values().removeIf(List::isEmpty);
    Map<RowId, Map<RowId, MappedChange.Pair>> last = new LinkedHashMap<>();
    Map<RowId, Table> tables = new LinkedHashMap<>();
    waits.forEach(
        (row, some) -> {
          last.put(row, last(some));
          tables.putAll(tables(last.get(row)));
        });
    Map<RowId, Row> now = now(tx, tables, lock);
    Map<RowId, ParkedRow> all = new LinkedHashMap<>();
    last.forEach((row, pairs) -> all.put(row, new ParkedRow(waits.get(row), rows(pairs, now))));
    return all;
  }

  /** The same rows with what is there in this transaction as what is coming. */
  static Map<RowId, List<HubRow>> after(ApplyTransaction tx, Map<RowId, ParkedRow> before) {
    Map<RowId, Table> tables = new LinkedHashMap<>();
    before.values().forEach(found -> found.rows().forEach(row -> tables.put(id(row), row.table())));
    Map<RowId, Row> now = now(tx, tables, false);
    Map<RowId, List<HubRow>> after = new LinkedHashMap<>();
    before.forEach(
        (source, found) ->
            after.put(
                source,
                found.rows().stream()
                    .map(row -> new HubRow(row.table(), row.key(), row.row(), now.get(id(row))))
                    .toList()));
    return after;
  }

  private static RowId id(HubRow row) {
    return new RowId(row.table().name(), row.key());
  }

  private Map<RowId, MappedChange.Pair> last(List<Wait> waits) {
    Map<RowId, MappedChange.Pair> last = new LinkedHashMap<>();
    try {
      waits.forEach(
          wait -> last.putAll(MappedChange.of(toHub, WaitText.parse(wait.payload())).rows()));
      return last;
    } catch (MappingException unknown) {
      return Map.of();
    }
  }

  private static Map<RowId, Table> tables(Map<RowId, MappedChange.Pair> pairs) {
    Map<RowId, Table> tables = new LinkedHashMap<>();
    pairs.forEach((id, pair) -> tables.put(id, pair.any().target()));
    return tables;
  }

  private static List<HubRow> rows(Map<RowId, MappedChange.Pair> pairs, Map<RowId, Row> now) {
    List<HubRow> rows = new ArrayList<>();
    pairs.forEach(
        (id, pair) -> {
          Row row = now.get(id);
          rows.add(new HubRow(pair.any().target(), id.key(), row, pair.theirs(row)));
        });
    return rows;
  }

  /**
   * The rows that are there, with one query for each table; locked in the order of all appliers.
   */
  private static Map<RowId, Row> now(ApplyTransaction tx, Map<RowId, Table> ids, boolean lock) {
    Map<RowId, Row> now = new HashMap<>();
    Map<String, Set<Key>> byTable = new TreeMap<>();
    Map<String, Table> tables = new HashMap<>();
    ids.forEach(
        (id, table) -> {
          byTable.computeIfAbsent(id.table(), t -> new TreeSet<>()).add(id.key());
          tables.put(id.table(), table);
        });
    byTable.forEach(
        (name, keys) ->
            InParts.of(
                List.copyOf(keys),
                some ->
                    read(tx, tables.get(name), some, lock)
                        .forEach((key, row) -> now.put(new RowId(name, key), row))));
    return now;
  }

  private static Map<Key, Row> read(
      ApplyTransaction tx, Table table, List<Key> keys, boolean lock) {
    return lock ? tx.loadAndLock(table, new LinkedHashSet<>(keys)) : tx.read(table, keys);
  }
}
