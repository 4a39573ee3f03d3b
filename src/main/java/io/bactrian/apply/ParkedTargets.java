package io.bactrian.apply;

import io.bactrian.changeset.Key;
import io.bactrian.changeset.Row;
import io.bactrian.changeset.RowId;
import io.bactrian.changeset.Table;
import io.bactrian.transform.Mapping;
import io.bactrian.transform.MappingException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Finds our rows that parked changes of a spoke would write. Stateless. */
record ParkedTargets(Mapping toHub) {

  /**
   * @param waits all of one row, in order, with their payloads
   * @return our rows now, and as the last of the changes would make them; empty where they can't be
   *     mapped any more
   */
  List<HubRow> of(ApplyTransaction tx, List<Wait> waits, boolean lock) {
    Map<RowId, MappedChange.Pair> last = last(waits);
    Map<RowId, Row> now = now(tx, tables(last), lock);
    return rows(last, now);
  }

  /** The same of many rows, by row. */
  Map<RowId, List<HubRow>> of(ApplyTransaction tx, String spoke, Set<RowId> rows) {
    Map<RowId, List<Wait>> waits = new LinkedHashMap<>();
    for (Wait wait : tx.waits(spoke, Wait.Kind.PARKED)) {
      if (rows.contains(wait.row())) {
        waits
            .computeIfAbsent(wait.row(), row -> new ArrayList<>())
            .add(wait.payload() == null ? tx.whole(wait) : wait);
      }
    }
    Map<RowId, Map<RowId, MappedChange.Pair>> last = new LinkedHashMap<>();
    Map<RowId, Table> tables = new LinkedHashMap<>();
    waits.forEach(
        (row, some) -> {
          last.put(row, last(some));
          tables.putAll(tables(last.get(row)));
        });
    Map<RowId, Row> now = now(tx, tables, false);
    Map<RowId, List<HubRow>> all = new LinkedHashMap<>();
    last.forEach((row, pairs) -> all.put(row, rows(pairs, now)));
    return all;
  }

  /** The same rows with what is there in this transaction as what is coming. */
  static Map<RowId, List<HubRow>> after(ApplyTransaction tx, Map<RowId, List<HubRow>> before) {
    Map<RowId, Table> tables = new LinkedHashMap<>();
    before.values().forEach(rows -> rows.forEach(row -> tables.put(id(row), row.table())));
    Map<RowId, Row> now = now(tx, tables, false);
    Map<RowId, List<HubRow>> after = new LinkedHashMap<>();
    before.forEach(
        (source, rows) ->
            after.put(
                source,
                rows.stream()
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

  /** The rows that are there, with one query for each table. */
  private static Map<RowId, Row> now(ApplyTransaction tx, Map<RowId, Table> ids, boolean lock) {
    Map<RowId, Row> now = new HashMap<>();
    if (lock) {
      CurrentRows locked = new CurrentRows(tx, ids, true);
      ids.keySet().forEach(id -> now.put(id, locked.get(id)));
      return now;
    }
    Map<Table, Set<Key>> byTable = new LinkedHashMap<>();
    ids.forEach(
        (id, table) -> byTable.computeIfAbsent(table, t -> new LinkedHashSet<>()).add(id.key()));
    byTable.forEach(
        (table, keys) ->
            InParts.of(
                new ArrayList<>(keys),
                some ->
                    tx.read(table, some)
                        .forEach((key, row) -> now.put(new RowId(table.name(), key), row))));
    return now;
  }
}
