package io.bactrian.apply;

import io.bactrian.changeset.Key;
import io.bactrian.changeset.RowId;
import io.bactrian.changeset.Table;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * Looks at rows that an attempt at the hub has written, for those that the database wrote outside
 * of the spoke's view: by a default, or by a trigger. For one thread.
 */
final class StrayedRows {
  private final SpokeView view;
  private final Function<Table, SpokeRights> rights;
  private final Set<RowId> unsure = new HashSet<>();
  private final Set<RowId> seen = new HashSet<>();

  StrayedRows(SpokeView view, Function<Table, SpokeRights> rights) {
    this.view = view;
    this.rights = rights;
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
      if (unsure.contains(write.id()) || looks && !rights.apply(table).mayGiveAway()) {
        keys.computeIfAbsent(table, t -> new HashSet<>()).add(write.key());
        seen.add(write.id());
      }
    }
    Set<RowId> strayed = new HashSet<>();
    keys.forEach(
        (table, some) ->
            InParts.of(
                List.copyOf(some), // rows may be too large to keep in memory together
                these ->
                    tx.read(table, these).entrySet().stream()
                        .filter(row -> !rights.apply(table).sees(table, row.getValue()))
                        .forEach(row -> strayed.add(new RowId(table.name(), row.getKey())))));
    return strayed;
  }
}
