package io.bactrian.apply;

import io.bactrian.changeset.Key;
import io.bactrian.changeset.Row;
import io.bactrian.changeset.RowId;
import io.bactrian.changeset.Table;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Looks at rows that an attempt at the hub has written, for those that the database wrote outside
 * of the spoke's view: by a default, or by a trigger. For one thread.
 */
final class StrayedRows {
  private final SpokeView view;
  private final Set<RowId> unsure = new HashSet<>();
  private final Set<RowId> seen = new HashSet<>();

  StrayedRows(SpokeView view) {
    this.view = view;
  }

  /** Whether the row is visible depends on values that the database sets when it writes it. */
  void unsure(RowId row) {
    unsure.add(row);
  }

  /** Whether the row was looked at after it was written. */
  boolean seen(Write write) {
    return seen.contains(write.id());
  }

  /**
   * @param all true to look at each row that must stay in the view; false to look only at tables
   *     whose rows the database is known to alter, and rows whose visibility was unknown
   */
  Set<RowId> among(List<Write> writes, ApplyTransaction tx, boolean all) {
    Map<Table, Set<Key>> keys = new HashMap<>();
    for (Write write : writes) {
      Table table = write.table();
      boolean looks = all || view.altered().contains(table.name());
      if (unsure.contains(write.id()) || looks && !view.rights(table).mayGiveAway()) {
        keys.computeIfAbsent(table, t -> new HashSet<>()).add(write.key());
        seen.add(write.id());
      }
    }
    Set<RowId> strayed = new HashSet<>();
    keys.forEach(
        (table, some) ->
            InParts.of(
                List.copyOf(some), // rows may be too large to keep in memory together
                these -> strayed.addAll(strayed(table, tx.read(table, these)))));
    return strayed;
  }

  private List<RowId> strayed(Table table, Map<Key, Row> rows) {
    view.sight().expect(table, rows.values());
    return rows.entrySet().stream()
        .filter(row -> !view.visible(table, row.getValue()))
        .map(row -> new RowId(table.name(), row.getKey()))
        .toList();
  }
}
