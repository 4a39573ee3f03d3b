package io.bactrian.decide;

import io.bactrian.apply.ApplyTransaction;
import io.bactrian.apply.HubRow;
import io.bactrian.apply.InParts;
import io.bactrian.apply.OutboxRecord.ConflictRecord;
import io.bactrian.changeset.Key;
import io.bactrian.changeset.Row;
import io.bactrian.changeset.RowId;
import io.bactrian.changeset.Table;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads the hub's rows that conflicts are about, as they are now. Thread-safe. */
record PresentRows(PresentTable tables) {

  /** The row of a conflict; empty when no side has it, or its table is gone. */
  List<HubRow> of(ApplyTransaction tx, ConflictRecord record) {
    Table table = tables.of(record.conflict().table()).orElse(null);
    if (table == null || record.key() == null) {
      return List.of();
    }
    Row now = tx.read(table, List.of(record.key())).get(record.key());
    Row result = PresentTable.row(record.conflict().table(), record.conflict().theirs(), table);
    return List.of(new HubRow(table, record.key(), now, result));
  }

  /** As {@link #of(ApplyTransaction, ConflictRecord)} for many, by their ids. */
  Map<String, List<HubRow>> each(ApplyTransaction tx, List<ConflictRecord> records) {
    List<ConflictRecord> now =
        records.stream()
            .filter(one -> tables.of(one.conflict().table()).isPresent() && one.key() != null)
            .map(tables::of)
            .toList();
    Map<RowId, Row> rows = of(tx, now);
    Map<String, List<HubRow>> each = new HashMap<>();
    for (ConflictRecord one : now) {
      Table table = one.conflict().table();
      Row row = rows.get(new RowId(table.name(), one.key()));
      each.put(one.id(), List.of(new HubRow(table, one.key(), row, one.conflict().theirs())));
    }
    return each;
  }

  /**
   * The rows of many, with one query for each table.
   *
   * @param records of tables as they are now
   */
  Map<RowId, Row> of(ApplyTransaction tx, List<ConflictRecord> records) {
    Map<Table, Set<Key>> keys = new LinkedHashMap<>();
    records.stream()
        .filter(record -> record.key() != null)
        .forEach(
            record ->
                keys.computeIfAbsent(record.conflict().table(), t -> new LinkedHashSet<>())
                    .add(record.key()));
    Map<RowId, Row> rows = new HashMap<>();
    keys.forEach(
        (table, some) ->
            InParts.of(
                new ArrayList<>(some),
                these ->
                    tx.read(table, these)
                        .forEach((key, row) -> rows.put(new RowId(table.name(), key), row))));
    return rows;
  }
}
