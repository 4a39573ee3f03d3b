package io.bactrian.apply;

import io.bactrian.changeset.Row;
import io.bactrian.changeset.RowId;
import io.bactrian.changeset.Table;
import io.bactrian.conflict.Equality;
import io.bactrian.transform.Mapping;
import io.bactrian.transform.MappingException;
import io.bactrian.transform.RowPart;
import io.bactrian.transform.Values;
import java.util.Map;

/**
 * Compares values of a hub's column as the spoke sees them: two values are the same if they are
 * equal after mapping hub → spoke → hub. Digits, precision or padding that a mapping loses thus
 * cause no conflict. Values that can't be mapped there and back are compared directly. Thread-safe.
 */
public final class RoundTripEquality implements Equality {
  private final Mapping toSpoke;
  private final Mapping toHub;

  /**
   * @param toSpoke from the hub's tables to the spoke's
   * @param toHub from the spoke's tables to the hub's
   */
  public RoundTripEquality(Mapping toSpoke, Mapping toHub) {
    this.toSpoke = toSpoke;
    this.toHub = toHub;
  }

  @Override
  public boolean same(Table table, int column, Row a, Row b) {
    if (Values.same(table.column(column), a.cell(column), b.cell(column))) {
      return true;
    }
    RowPart there = back(table, a);
    RowPart here = back(table, b);
    return there != null
        && here != null
        && there.columns().get(column)
        && here.columns().get(column)
        && Values.same(table.column(column), there.row().cell(column), here.row().cell(column));
  }

  /** Maps a row to the spoke and back; null when it does not map back. */
  private RowPart back(Table table, Row row) {
    RowId id = new RowId(table.name(), table.keyOf(row));
    RowPart back = null;
    try {
      for (Map.Entry<RowId, RowPart> there : MappedChange.map(toSpoke, table, row).entrySet()) {
        RowPart image = there.getValue();
        RowPart part = MappedChange.map(toHub, image.target(), image.row()).get(id);
        if (part != null) {
          back = back == null ? part : back.together(part);
        }
      }
      return back;
    } catch (MappingException incomplete) {
      return null;
    }
  }
}
