package io.bactrian.convergence;

import io.bactrian.changeset.Row;
import io.bactrian.changeset.RowId;
import io.bactrian.changeset.Table;
import io.bactrian.transform.RowPart;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Calculates which rows a spoke should see, from all rows of the hub, without the product's code.
 */
final class Sight {
  private Sight() {}

  /** All rows that the spoke is to have; null for the site: those of all destinations. */
  static Map<RowId, Row> of(MemorySite hub, Shape shape, String spoke) {
    Map<RowId, Row> rows = new HashMap<>();
    Set<RowId> owned = new HashSet<>();
    hub.rows.forEach(
        (id, row) -> {
          Table table = hub.side.table(id.table());
          if (spoke == null || hub.side.sees(spoke, table, row, hub.rows)) {
            for (RowPart part : shape.toSpoke.map(table, row)) {
              add(rows, owned, part);
            }
          }
        });
    rows.keySet().retainAll(owned);
    return rows;
  }

  private static void add(Map<RowId, Row> rows, Set<RowId> owned, RowPart part) {
    RowId id = new RowId(part.target().name(), part.key());
    CharSequence[] values =
        rows.getOrDefault(id, Row.owning(new String[part.target().width()])).toArray();
    part.columns().stream().forEach(c -> values[c] = part.row().cell(c));
    rows.put(id, Row.owning(values));
    if (part.owner()) {
      owned.add(id);
    }
  }
}
