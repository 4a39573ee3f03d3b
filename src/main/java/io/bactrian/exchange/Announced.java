package io.bactrian.exchange;

import io.bactrian.changeset.Item;
import io.bactrian.changeset.Item.Change;
import io.bactrian.changeset.Item.Image;
import io.bactrian.changeset.Item.Present;
import io.bactrian.changeset.Item.Present.Purpose;
import io.bactrian.changeset.Item.Verdict;
import io.bactrian.changeset.RowId;
import io.bactrian.changeset.RowLimits;
import io.bactrian.changeset.Table;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a hub tells its spoke of rows that are too large to be sent, in one changeset: that they
 * will come; and when they have come, or are gone, that nothing else of what was told comes. For a
 * row may by then map to fewer rows of the spoke than when it was told of. For one thread.
 */
final class Announced {
  private final boolean fromHub;
  private final RowLimits limits;
  private final Map<RowId, Set<Present>> told = new LinkedHashMap<>();
  private final Deque<Present> withdrawn = new ArrayDeque<>();

  /**
   * @param fromHub whether this site is the hub; a hub is told nothing
   * @param limits what the partner takes
   */
  Announced(boolean fromHub, RowLimits limits) {
    this.fromHub = fromHub;
    this.limits = limits;
  }

  /**
   * Says of a row that the spoke does not have that it will come.
   *
   * @return null when there is nothing to say, or no room even for the start of its values
   */
  Present row(Item item) {
    return fromHub ? start(item, Purpose.TO_COME) : null;
  }

  /** Says that a row of the spoke is judged, without what is too large for it. */
  Verdict verdict(Verdict whole) {
    List<Image> images =
        whole.rows().stream()
            .map(one -> new Image(one.table(), limits.reduced(one.table(), one.row())))
            .toList();
    Verdict start = new Verdict(whole.table(), whole.key(), whole.number(), false, images, true);
    return limits.take(start)
        ? start
        : new Verdict(whole.table(), whole.key(), whole.number(), false, List.of(), true);
  }

  /** Null when it brings no row, or has no room. */
  private Present start(Item item, Purpose purpose) {
    boolean brings = item instanceof Present || ((Change) item).before() == null;
    if (!brings) {
      return null;
    }
    Table table = item instanceof Change change ? change.table() : ((Present) item).table();
    var row = item instanceof Change change ? change.after() : ((Present) item).row();
    Present start = new Present(table, limits.reduced(table, row), purpose);
    return limits.take(start) ? start : null;
  }

  /**
   * An entry that was set aside was read.
   *
   * @param item what it says of this row, a change or present
   */
  void read(RowId row, Item item) {
    Present start = fromHub ? start(item, Purpose.WITHDRAWN) : null;
    if (start != null) {
      told.computeIfAbsent(row, none -> new LinkedHashSet<>()).add(start);
    }
  }

  /** The row goes as it is now, or is gone: nothing that was told of it comes after that. */
  void settled(RowId row) {
    Set<Present> starts = told.remove(row);
    if (starts != null) {
      withdrawn.addAll(starts);
    }
  }

  /** What to tell of rows that are settled; null for nothing more. */
  Present nextWithdrawn() {
    return withdrawn.poll();
  }

  boolean hasWithdrawn() {
    return !withdrawn.isEmpty();
  }
}
