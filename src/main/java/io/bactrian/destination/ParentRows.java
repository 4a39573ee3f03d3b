package io.bactrian.destination;

import io.bactrian.changeset.RowId;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * Parents that are looked for together, for many rows at once: one question for each step up. For
 * one thread, and as long as none of them changes.
 */
public final class ParentRows implements Parents {
  /** Rows that are kept. */
  private static final int MOST = 20_000;

  /** Characters of a row that is kept whole. */
  private static final int LARGEST = 500;

  private final Placement placement;
  private final Function<Set<RowId>, Map<RowId, StoredRow>> find;
  private final Map<RowId, StoredRow> known = new HashMap<>();

  /**
   * @param find reads rows, at most as many as are expected at once; those that are absent are left
   *     out
   */
  public ParentRows(Placement placement, Function<Set<RowId>, Map<RowId, StoredRow>> find) {
    this.placement = placement;
    this.find = find;
  }

  /** Reads what decides where these rows are; null stands for an absent row. */
  public void expect(Collection<StoredRow> rows) {
    if (known.size() > MOST) {
      known.clear();
    }
    Set<RowId> wanted = wanted(rows);
    while (!wanted.isEmpty()) {
      Map<RowId, StoredRow> found = find.apply(wanted);
      wanted.forEach(id -> known.put(id, found.get(id)));
      wanted = wanted(found.values());
    }
  }

  /** Tells how a row stands, which then is not asked for. Large ones are. */
  public void know(StoredRow row) {
    if (row.row().size() <= LARGEST && !placement.below(row.table().name()).isEmpty()) {
      known.put(row.id(), row);
    }
  }

  private Set<RowId> wanted(Collection<StoredRow> rows) {
    Set<RowId> wanted = new LinkedHashSet<>();
    for (StoredRow row : rows) {
      if (row != null) {
        placement.parents(row).stream().filter(id -> !known.containsKey(id)).forEach(wanted::add);
      }
    }
    return wanted;
  }

  @Override
  public StoredRow row(RowId id) {
    if (!known.containsKey(id)) {
      known.put(id, find.apply(Set.of(id)).get(id));
    }
    return known.get(id);
  }

  /** Rows have changed. */
  public void forget() {
    known.clear();
  }
}
