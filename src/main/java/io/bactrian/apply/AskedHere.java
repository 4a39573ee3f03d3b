package io.bactrian.apply;

import io.bactrian.changeset.Item;
import io.bactrian.changeset.Key;
import io.bactrian.changeset.Row;
import io.bactrian.changeset.RowId;
import io.bactrian.changeset.Table;
import io.bactrian.conflict.Conflict;
import io.bactrian.conflict.Decision;
import io.bactrian.conflict.Kind;
import io.bactrian.transform.Values;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * Records, at a spoke, what the hub asks a person here: as open conflicts between the row as the
 * hub left it here and what this site had sent. For one transaction.
 *
 * @param number of the hub's changeset
 */
record AskedHere(HubView view, ApplyTransaction tx, long number) {

  /** Call it after the changeset's rows are written. */
  void record(List<Item.Asked> all) {
    Map<Table, TreeSet<Key>> keys = new LinkedHashMap<>();
    List<Item.Asked> known = new ArrayList<>();
    for (Item.Asked one : all) {
      Table table = view.tables().get(one.table().name());
      if (table != null) {
        Item.Asked here = inShape(one, table);
        known.add(here);
        keys.computeIfAbsent(table, t -> new TreeSet<>()).add(here.key());
      }
    }
    Map<RowId, Row> now = new HashMap<>();
    keys.forEach(
        (table, some) ->
            InParts.of(
                List.copyOf(some),
                these ->
                    tx.read(table, these)
                        .forEach((key, row) -> now.put(new RowId(table.name(), key), row))));
    List<OutboxRecord> records = new ArrayList<>();
    for (Item.Asked one : known) {
      Row ours = now.get(new RowId(one.table().name(), one.key()));
      List<Integer> columns = columns(one.table(), ours, one.theirs());
      if (!columns.isEmpty()) {
        records.add(record(one, columns, ours));
      }
    }
    if (!records.isEmpty()) {
      tx.append(records);
    }
  }

  /** By the columns that the table has now: it may have been altered since the change was sent. */
  private static Item.Asked inShape(Item.Asked one, Table table) {
    return table.equals(one.table())
        ? one
        : new Item.Asked(
            one.id(),
            one.kind(),
            one.version(),
            table,
            inShape(one.table(), one.base(), table),
            inShape(one.table(), one.theirs(), table));
  }

  private static Row inShape(Table then, Row row, Table now) {
    if (row == null) {
      return null;
    }
    String[] values = new String[now.width()];
    for (int c = 0; c < values.length; c++) {
      int before = then.position(now.column(c).name());
      values[c] = before < 0 ? null : row.get(before);
    }
    return Row.owning(values);
  }

  private OutboxRecord record(Item.Asked one, List<Integer> columns, Row ours) {
    Conflict conflict =
        new Conflict(
            kind(one.kind()), one.table(), columns, one.base(), ours, one.theirs(), view.hub());
    return new OutboxRecord.ConflictRecord(
        one.id(), number, conflict, new Decision(ours, "manual", one.version(), true));
  }

  /** The columns in which they differ: all when one of them is absent, none when both are. */
  private static List<Integer> columns(Table table, Row ours, Row theirs) {
    return IntStream.range(0, table.width())
        .filter(
            c ->
                ours == null || theirs == null
                    ? ours != theirs
                    : !Values.same(table.column(c), ours.get(c), theirs.get(c)))
        .boxed()
        .toList();
  }

  private static Kind kind(String word) {
    for (Kind kind : Kind.values()) {
      if (kind.word().equals(word)) {
        return kind;
      }
    }
    return Kind.UPDATE_UPDATE; // of a newer hub
  }
}
