package io.bactrian.capture;

import io.bactrian.changeset.RowId;
import io.bactrian.destination.Destinations;
import io.bactrian.destination.ParentRows;
import io.bactrian.destination.Placement;
import io.bactrian.destination.Placement.Below;
import io.bactrian.destination.StoredRow;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;

/**
 * The rows that move with others: those that a source transaction did not change, and that other
 * sites see after it than before, as it moved a row by which they are placed. Parents come before
 * their children. Keeps some hundred rows in memory for each step down. For one thread.
 */
public final class Followers implements Iterator<Followers.Follower> {
  private static final int PARENTS = 100;
  private static final int ROWS = 500;

  private final Placement placement;
  private final RowsThen rows;
  private final long start;
  private final long end;
  private final ParentRows before;
  private final ParentRows after;
  private final Iterator<RowId> changed;
  private final Deque<Level> levels = new ArrayDeque<>();
  private final Deque<Follower> ready = new ArrayDeque<>();

  /**
   * A row that moves and does not change.
   *
   * @param before the sites that saw it before
   */
  public record Follower(StoredRow row, Destinations before, Destinations after) {}

  /** Children, of parents that move. */
  private record Level(Below below, Iterator<StoredRow> children) {}

  /**
   * @param start the moment before the transaction
   * @param end the moment after it
   */
  public Followers(Placement placement, RowsThen rows, long start, long end) {
    this.placement = placement;
    this.rows = rows;
    this.start = start;
    this.end = end;
    before = new ParentRows(placement, ids -> rows.at(start, ids));
    after = new ParentRows(placement, ids -> rows.at(end, ids));
    changed = rows.changedParents(start, end);
  }

  @Override
  public boolean hasNext() {
    while (ready.isEmpty() && (!levels.isEmpty() || changed.hasNext())) {
      if (levels.isEmpty()) {
        descend(moved(next(changed, PARENTS)));
      } else {
        down();
      }
    }
    return !ready.isEmpty();
  }

  @Override
  public Follower next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    return ready.poll();
  }

  private static <T> List<T> next(Iterator<T> from, int most) {
    List<T> some = new ArrayList<>();
    while (some.size() < most && from.hasNext()) {
      some.add(from.next());
    }
    return some;
  }

  /** Those that other sites see after the transaction than before. */
  private List<RowId> moved(List<RowId> all) {
    Map<RowId, StoredRow> then = rows.at(start, new LinkedHashSet<>(all));
    Map<RowId, StoredRow> now = rows.at(end, new LinkedHashSet<>(all));
    before.expect(then.values());
    after.expect(now.values());
    return all.stream()
        .filter(id -> placement.routes(then.get(id), now.get(id))) // else it follows a parent
        .filter(id -> !sites(then.get(id), before).equals(sites(now.get(id), after)))
        .toList();
  }

  private Destinations sites(StoredRow row, ParentRows parents) {
    return row == null ? Destinations.NONE : placement.of(row.table(), row.row(), parents);
  }

  /** Goes on with the children of these rows. */
  private void descend(List<RowId> parents) {
    Map<String, List<RowId>> byTable = new LinkedHashMap<>();
    parents.forEach(id -> byTable.computeIfAbsent(id.table(), t -> new ArrayList<>()).add(id));
    List<Level> next = new ArrayList<>();
    byTable.forEach(
        (table, some) ->
            placement
                .below(table)
                .forEach(below -> next.add(new Level(below, rows.children(below, some, end)))));
    for (int i = next.size() - 1; i >= 0; i--) {
      levels.push(next.get(i));
    }
  }

  private void down() {
    Level level = levels.peek();
    List<StoredRow> children = next(level.children(), ROWS);
    if (children.isEmpty()) {
      levels.pop();
      return;
    }
    Set<RowId> others = new LinkedHashSet<>();
    for (StoredRow child : children) {
      if (rows.changed(child.id(), start, end)) {
        others.add(child.id());
      }
    }
    Map<RowId, StoredRow> then = rows.at(start, others);
    before.expect(children);
    before.expect(then.values());
    after.expect(children);
    List<RowId> moved = new ArrayList<>();
    for (StoredRow child : children) {
      RowId id = child.id();
      StoredRow was = others.contains(id) ? then.get(id) : child;
      Destinations from = sites(was, before);
      Destinations to = sites(child, after);
      if (!from.equals(to) && comesBy(level.below(), child)) {
        if (!others.contains(id)) {
          ready.add(new Follower(child, from, to));
        }
        if (!others.contains(id) || !placement.routes(was, child)) {
          moved.add(id); // else it is among the changed parents, with its own children
        }
      }
    }
    descend(moved);
  }

  /** Whether a row that several parents move is to be taken as the child of this one. */
  private boolean comesBy(Below below, StoredRow child) {
    return placement.via(below.table()).stream()
        .filter(via -> moves(via.parentOf(child.table(), child.row())))
        .findFirst()
        .filter(below.via()::equals)
        .isPresent();
  }

  private boolean moves(RowId parent) {
    return parent != null
        && !sites(before.row(parent), before).equals(sites(after.row(parent), after));
  }
}
