package io.bactrian.convergence;

import io.bactrian.changeset.Key;
import io.bactrian.changeset.Row;
import io.bactrian.changeset.RowId;
import io.bactrian.changeset.Table;
import io.bactrian.convergence.MemoryLog.Out;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Records the rows and values of all sites of a history at one moment, as a spoke's rows by the
 * hub's keys, and checks which of them must still exist once the sites are in step and nobody has
 * written since. For shapes that map each row to one row without rounding.
 */
final class Survivors {
  private final History history;
  private final Map<RowId, List<Row>> had = new HashMap<>();
  private final Map<RowId, List<Row>> sent = new HashMap<>();
  private final Set<RowId> doubtful = new HashSet<>();

  /**
   * @param restored of which files may be on their way that it does not know any more
   */
  Survivors(History history, SimulatedSite restored) {
    this.history = history;
    for (Ledger.Committed transaction : history.world.ledger().of(restored.id()).values()) {
      for (Out out : transaction.outs()) {
        if (out.change() != null && out.change().after() != null) {
          Table table = out.change().table();
          Row after = out.change().after();
          Row row =
              restored.isHub()
                  ? history.world.shape().toSpoke.map(table, after).get(0).row()
                  : after;
          sent.computeIfAbsent(atSpoke(restored, out), i -> new ArrayList<>()).add(row);
        }
      }
    }
    hubRows().forEach((id, row) -> had.computeIfAbsent(id, i -> new ArrayList<>()).add(row));
    for (SimulatedSite spoke : history.spokes) {
      spoke.database.rows.forEach(
          (id, row) -> had.computeIfAbsent(id, i -> new ArrayList<>()).add(row));
      Set<RowId> shown = Sight.of(history.hub.database, history.world.shape(), spoke.id()).keySet();
      shown.stream().filter(id -> !spoke.database.rows.containsKey(id)).forEach(doubtful::add);
    }
    for (SimulatedSite site : history.all()) {
      history.world.ledger().of(site.id()).values().stream()
          .flatMap(transaction -> transaction.outs().stream())
          .filter(out -> out.change() != null && out.change().after() == null)
          .forEach(out -> doubtful.add(atSpoke(site, out)));
    }
  }

  private Map<RowId, Row> hubRows() {
    return Sight.of(history.hub.database, history.world.shape(), null);
  }

  /** The row of a change. */
  private RowId atSpoke(SimulatedSite site, Out out) {
    RowId id = new RowId(out.change().table().name(), out.change().key());
    return site.isHub() ? atSpoke(id) : id;
  }

  private RowId atSpoke(RowId id) {
    Table there = history.world.shape().spoke.tables().get(0);
    return new RowId(there.name(), Key.of("T" + id.key().get(0)));
  }

  /** What is gone; rows that anybody ever deleted may be, and those with a recorded conflict. */
  List<String> missing() {
    List<String> missing = new ArrayList<>();
    Map<RowId, Row> now = hubRows();
    Set<RowId> recorded = new HashSet<>();
    history.hub.store.conflicts.values().stream()
        .map(Watch::id)
        .map(this::atSpoke)
        .forEach(recorded::add);
    had.forEach(
        (id, rows) -> {
          Row row = now.get(id);
          if (doubtful.contains(id) || recorded.contains(id)) {
            return;
          }
          if (row == null) {
            missing.add(id.key().get(0) + " is gone: " + rows.get(0).text());
          } else if (!fromThese(id, row, rows)) {
            missing.add(id.key().get(0) + " is " + row.text() + ", was " + texts(rows));
          }
        });
    return missing;
  }

  /** Whether each value is one of those that some site had, or that are on their way. */
  private boolean fromThese(RowId id, Row row, List<Row> there) {
    List<Row> rows = new ArrayList<>(there);
    rows.addAll(sent.getOrDefault(id, List.of()));
    for (int c = 0; c < row.width(); c++) {
      int column = c;
      if (rows.stream().noneMatch(old -> Objects.equals(old.get(column), row.get(column)))) {
        return false;
      }
    }
    return true;
  }

  private static List<String> texts(List<Row> rows) {
    return rows.stream().map(Row::text).toList();
  }
}
