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
 * Two values of a column of the hub are the same when the spoke can't tell them apart: equal after
 * hub → spoke → hub. So digits, precision or padding that a mapping loses make no conflict. What a
 * mapping can't carry there and back is compared as it is. Thread-safe.
 */
public final class RoundTripEquality implements Equality {
  private final Mapping toSpoke;
  private final Mapping toHub;

  /**
   * @param toSpoke from the hub's tables to the spoke's
   * @param toHub the other way
   */
  public RoundTripEquality(Mapping toSpoke, Mapping toHub) {
    this.toSpoke = toSpoke;
    this.toHub = toHub;
  }

  @Override
  public boolean same(Table table, int column, Row a, Row b) {
    if (Values.same(table.column(column), a.get(column), b.get(column))) {
      return true;
    }
    RowPart there = back(table, a);
    RowPart here = back(table, b);
    return there != null
        && here != null
        && there.columns().get(column)
        && here.columns().get(column)
        && Values.same(table.column(column), there.row().get(column), here.row().get(column));
  }

  /** What remains of a row after the way there and back; null when it does not come back. */
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
