package io.bactrian.recovery;

import io.bactrian.apply.ApplyTransaction;
import io.bactrian.apply.BatchLimit;
import io.bactrian.apply.Failure;
import io.bactrian.apply.InParts;
import io.bactrian.apply.Write;
import io.bactrian.changelog.LogEntry;
import io.bactrian.changeset.Item;
import io.bactrian.changeset.Key;
import io.bactrian.changeset.Operation;
import io.bactrian.changeset.Row;
import io.bactrian.changeset.RowId;
import io.bactrian.changeset.Table;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/**
 * Writes the changelog's changes to a database that was restored from a backup. Rows written since
 * the restore stay as they are, because they are newer. For one thread.
 */
final class Replay {
  private static final int TRIES = 5;

  private final ApplyTransaction tx;
  private final Set<RowId> newer;
  private final String origin;

  /**
   * @param newer rows that are not written
   * @param origin partner as whose changes the rows are written
   */
  Replay(ApplyTransaction tx, Set<RowId> newer, String origin) {
    this.tx = tx;
    this.newer = newer;
    this.origin = origin;
  }

  /** A row after its last change in the log; null when absent. */
  private record Last(Table table, Row row) {}

  /**
   * Writes the changes, each row once per batch.
   *
   * @return number of rows that the database refused; they remain in the changelog
   */
  int write(Iterator<LogEntry> entries) {
    Map<RowId, Last> batch = new LinkedHashMap<>();
    Map<RowId, Last> refused = new LinkedHashMap<>();
    BatchLimit limit = new BatchLimit();
    while (entries.hasNext()) {
      if (entries.next().item() instanceof Item.Change whole) {
        for (Item.Change change : whole.apart()) {
          RowId id = change.rowId();
          if (!newer.contains(id)) {
            refused.remove(id);
            batch.remove(id);
            batch.put(id, new Last(change.table(), change.after()));
            limit.add(change);
          }
        }
      }
      if (limit.reached() || !entries.hasNext()) {
        refused.putAll(write(batch));
        batch.clear();
        limit.clear();
      }
    }
    for (int i = 0; i < TRIES && !refused.isEmpty(); i++) {
      refused = write(refused);
    }
    return refused.size();
  }

  private Map<RowId, Last> write(Map<RowId, Last> wanted) {
    Map<RowId, Last> refused = new LinkedHashMap<>();
    InParts.of(
        List.copyOf(wanted.keySet()),
        rows -> {
          Map<RowId, Last> some = new LinkedHashMap<>();
          rows.forEach(row -> some.put(row, wanted.get(row)));
          refused.putAll(writeAtOnce(some));
        });
    return refused;
  }

  private Map<RowId, Last> writeAtOnce(Map<RowId, Last> wanted) {
    Map<Table, Set<Key>> keys = new LinkedHashMap<>();
    wanted.forEach(
        (id, last) -> keys.computeIfAbsent(last.table(), t -> new TreeSet<>()).add(id.key()));
    Map<RowId, Row> now = new HashMap<>();
    keys.forEach(
        (table, some) ->
            tx.loadAndLock(table, some)
                .forEach((key, row) -> now.put(new RowId(table.name(), key), row)));
    List<Write> writes =
        wanted.entrySet().stream()
            .map(want -> write(want.getValue(), now.get(want.getKey())))
            .filter(Objects::nonNull)
            .toList();
    Map<RowId, Last> refused = new LinkedHashMap<>();
    for (Failure failure : tx.write(writes)) {
      refused.put(failure.write().id(), wanted.get(failure.write().id()));
    }
    return refused;
  }

  private Write write(Last last, Row now) {
    Operation operation = Operation.between(now, last.row());
    BitSet columns = new BitSet();
    if (operation == Operation.INSERT) {
      columns.set(0, last.table().width());
    } else if (operation == Operation.UPDATE) {
      for (int c = 0; c < last.table().width(); c++) {
        columns.set(c, !Objects.equals(now.cell(c), last.row().cell(c)));
      }
    }
    boolean same = operation == null || operation == Operation.UPDATE && columns.isEmpty();
    Row row = last.row() == null ? now : last.row();
    return same ? null : new Write(last.table(), operation, row, columns, origin);
  }
}
