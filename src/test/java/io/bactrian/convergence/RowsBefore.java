package io.bactrian.convergence;

import io.bactrian.capture.RowsThen;
import io.bactrian.changeset.Item;
import io.bactrian.changeset.Row;
import io.bactrian.changeset.RowId;
import io.bactrian.changeset.Table;
import io.bactrian.convergence.MemoryLog.Out;
import io.bactrian.destination.Placement.Below;
import io.bactrian.destination.StoredRow;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The rows of a {@link MemorySite} as they stood before some of its changes, which are taken back
 * one after the other. A moment is the number of those that are not.
 */
final class RowsBefore implements RowsThen {
  private final MemorySite site;
  private final List<Out> changes;
  private final List<Map<RowId, Row>> moments = new ArrayList<>();

  /**
   * @param changes in the order in which they were made
   */
  RowsBefore(MemorySite site, List<Out> changes) {
    this.site = site;
    this.changes = changes;
    Map<RowId, Row> rows = site.side.placesRows() ? committed(site) : Map.of(); // else none matter
    moments.add(rows);
    for (int i = changes.size() - 1; i >= 0; i--) {
      if (site.side.placesRows()) {
        rows = new HashMap<>(rows);
        takeBack(rows, changes.get(i).change());
      }
      moments.add(rows);
    }
    Collections.reverse(moments);
  }

  /** All rows, without what an open transaction wrote. */
  private static Map<RowId, Row> committed(MemorySite site) {
    Map<RowId, Row> rows = new HashMap<>(site.rows);
    for (int i = site.outbox.size() - 1; i >= 0; i--) {
      if (site.outbox.get(i).transaction().equals(site.open)) {
        takeBack(rows, site.outbox.get(i).change());
      }
    }
    return rows;
  }

  private static void takeBack(Map<RowId, Row> rows, Item.Change change) {
    if (change != null) {
      change.rowIds().forEach(rows::remove);
      if (change.before() != null) {
        Table table = change.table();
        rows.put(new RowId(table.name(), table.keyOf(change.before())), change.before());
      }
    }
  }

  Map<RowId, Row> at(long moment) {
    return moments.get((int) moment);
  }

  @Override
  public Map<RowId, StoredRow> at(long moment, Set<RowId> ids) {
    Map<RowId, StoredRow> found = new HashMap<>();
    for (RowId id : ids) {
      Row row = at(moment).get(id);
      if (row != null) {
        found.put(id, stored(id, row));
      }
    }
    return found;
  }

  private StoredRow stored(RowId id, Row row) {
    return new StoredRow(site.side.table(id.table()), row);
  }

  private Set<RowId> changed(long after, long through) {
    Set<RowId> rows = new LinkedHashSet<>();
    for (Out out : changes.subList((int) after, (int) through)) {
      if (out.change() != null) {
        rows.addAll(out.change().rowIds());
      }
    }
    return rows;
  }

  @Override
  public boolean changed(RowId row, long after, long through) {
    return changed(after, through).contains(row);
  }

  @Override
  public Iterator<RowId> changedParents(long after, long through) {
    return changed(after, through).stream()
        .filter(row -> site.side.parents().values().stream().anyMatch(r -> places(r, row)))
        .iterator();
  }

  private static boolean places(Side.Reference reference, RowId row) {
    return reference.places() && reference.parent().equals(row.table());
  }

  @Override
  public Iterator<StoredRow> children(Below below, List<RowId> parents, long moment) {
    return at(moment).entrySet().stream()
        .filter(row -> row.getKey().table().equals(below.table()))
        .map(row -> stored(row.getKey(), row.getValue()))
        .filter(row -> parents.contains(below.via().parentOf(row.table(), row.row())))
        .iterator();
  }
}
