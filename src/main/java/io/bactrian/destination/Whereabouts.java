package io.bactrian.destination;

import io.bactrian.changeset.RowId;
import io.bactrian.destination.TrackedTables.Tracked;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Why a row is where it is: the rule of its table, and the rows to which it refers. Immutable.
 *
 * @param sites that see the row; none of a row that is not there
 * @param there whether the row is there
 * @param line of its table in {@code tables.yaml}
 * @param rule what the table's rule says of the row itself; empty for nothing
 * @param own the sites that see it by that alone
 * @param parents the rows that decide as well
 */
public record Whereabouts(
    RowId row,
    Destinations sites,
    boolean there,
    int line,
    String rule,
    Destinations own,
    List<Step> parents) {

  /** More steps up than this are a circle. */
  private static final int DEEPEST = 8;

  /** One step up. */
  public record Step(Via via, Whereabouts parent) {}

  /** A row that is not there. */
  public static Whereabouts absent(RowId row) {
    return new Whereabouts(row, Destinations.NONE, false, 0, "", Destinations.NONE, List.of());
  }

  static Whereabouts of(
      Placement placement, StoredRow row, Parents parents, Map<String, Tracked> tables) {
    return of(placement, row.id(), row, parents, tables, 0);
  }

  private static Whereabouts of(
      Placement placement,
      RowId id,
      StoredRow row,
      Parents parents,
      Map<String, Tracked> tables,
      int depth) {
    Tracked tracked = tables.get(id.table());
    List<Step> steps = new ArrayList<>();
    if (row != null && depth < DEEPEST) {
      for (Via via : placement.via(id.table())) {
        RowId parent = via.parentOf(row.table(), row.row());
        if (parent != null) {
          StoredRow found = parents.row(parent);
          steps.add(new Step(via, of(placement, parent, found, parents, tables, depth + 1)));
        }
      }
    }
    return new Whereabouts(
        id,
        row == null ? Destinations.NONE : placement.of(row.table(), row.row(), parents),
        row != null,
        tracked == null ? 0 : tracked.line(),
        tracked == null ? "" : tracked.says(),
        row == null || tracked == null
            ? Destinations.NONE
            : tracked.rule().of(row.table(), row.row()),
        steps);
  }
}
