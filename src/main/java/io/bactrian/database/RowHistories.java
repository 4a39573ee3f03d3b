package io.bactrian.database;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Finds the order in which the rows of one transaction were changed. Triggers draw a number for
 * each change, but where a trigger changes further rows of the statement that fired it, their later
 * changes get the smaller numbers. What tells the order are the stored versions: a change begins
 * with the version that its predecessor made. Where an update between them was not recorded,
 * because it left all tracked columns as they were, the images tell it. A row may be deleted and
 * inserted again: then first comes what begins with the version that was there before the
 * transaction, last what leaves one. Keeps 6 numbers for each change. For one transaction at a
 * time.
 */
final class RowHistories {
  /** The version of an absent row. */
  static final long ABSENT = 0;

  private final List<Change> changes = new ArrayList<>();

  /**
   * A change of one row; all but the id and the table are hashes.
   *
   * @param id ascending in the order of the numbers
   * @param before the stored version with which it began, {@link #ABSENT} for an insert
   * @param earlier whether that version is known to be from before the transaction
   * @param after the version that it made, {@link #ABSENT} for a delete
   */
  record Change(
      long id,
      String table,
      long key,
      long before,
      boolean earlier,
      long after,
      long imageBefore,
      long imageAfter) {}

  /**
   * The result.
   *
   * @param follows for changes that have to be moved, and others of their rows: after which change
   *     each comes
   * @param broken the tables of rows whose changes do not follow from each other in any order
   */
  record Order(Map<Long, Long> follows, Set<String> broken) {}

  void add(Change change) {
    changes.add(change);
  }

  boolean isEmpty() {
    return changes.isEmpty();
  }

  /** Orders the changes added so far and forgets them. */
  Order order() {
    Order order = new Order(new HashMap<>(), new HashSet<>());
    Change[] byKey = changes.toArray(new Change[0]);
    changes.clear();
    Arrays.sort(byKey, Comparator.comparingLong(Change::key).thenComparingLong(Change::id));
    for (int from = 0, to; from < byKey.length; from = to) {
      to = from + 1;
      while (to < byKey.length && byKey[to].key() == byKey[from].key()) {
        to++;
      }
      if (to - from > 1) {
        order(List.of(byKey).subList(from, to), order);
      }
    }
    return order;
  }

  private static void order(List<Change> row, Order result) {
    if (inOrder(row)) {
      return;
    }
    List<Change> ordered = new Lives(row).inOrder();
    if (ordered == null) {
      result.broken().add(row.get(0).table());
      ordered = row;
    }
    for (int i = 1; i < ordered.size(); i++) {
      result.follows().put(ordered.get(i).id(), ordered.get(i - 1).id());
    }
  }

  /**
   * Whether each begins with what the previous one made, and the first with none of these. Between
   * two there may be an update that was not recorded: then their images are equal, and nobody else
   * knows their versions. The second is not from before the transaction.
   */
  private static boolean inOrder(List<Change> row) {
    for (int i = 1; i < row.size(); i++) {
      Change last = row.get(i - 1);
      Change next = row.get(i);
      boolean unrecorded =
          last.after() != ABSENT
              && next.before() != ABSENT
              && !next.earlier()
              && last.imageAfter() == next.imageBefore()
              && row.stream()
                  .noneMatch(c -> c.after() == next.before() || c.before() == last.after());
      if (next.before() != last.after() && !unrecorded) {
        return false;
      }
    }
    long start = row.get(0).before();
    return start == ABSENT || row.stream().noneMatch(change -> change.after() == start);
  }

  /** A row's changes as chains of versions. */
  private static final class Lives {
    private final List<List<Change>> chains = new ArrayList<>();
    private final int length;

    Lives(List<Change> row) {
      length = row.size();
      Map<Long, Change> byBefore = new HashMap<>();
      Set<Long> made = new HashSet<>();
      for (Change change : row) {
        if (change.before() != ABSENT) {
          byBefore.put(change.before(), change);
        }
        made.add(change.after());
      }
      for (Change first : row) {
        if (first.before() == ABSENT || !made.contains(first.before())) {
          List<Change> chain = new ArrayList<>();
          for (Change c = first;
              c != null;
              c = c.after() == ABSENT ? null : byBefore.get(c.after())) {
            chain.add(c);
          }
          chains.add(chain);
        }
      }
    }

    /** Null when no order fits. */
    List<Change> inOrder() {
      for (List<Change> first : starts()) {
        List<Change> all = from(first);
        if (all.size() == length) {
          return all;
        }
      }
      return null;
    }

    /**
     * What begins with a version from before the transaction, then what begins with an insert, last
     * what may go on where another chain ended.
     */
    private List<List<Change>> starts() {
      List<List<Change>> starts = new ArrayList<>(chains);
      starts.sort(Comparator.comparing(this::rank));
      return starts;
    }

    private int rank(List<Change> chain) {
      Change first = chain.get(0);
      if (first.earlier()) {
        return 0;
      }
      if (first.before() == ABSENT) {
        return 1;
      }
      boolean follows =
          chains.stream()
              .map(other -> other.get(other.size() - 1))
              .anyMatch(end -> end.after() != ABSENT && end.imageAfter() == first.imageBefore());
      return follows ? 2 : 0;
    }

    private List<Change> from(List<Change> first) {
      List<List<Change>> left = new ArrayList<>(chains);
      List<Change> all = new ArrayList<>();
      List<Change> next = first;
      while (next != null) {
        left.remove(next);
        all.addAll(next);
        next = successor(all.get(all.size() - 1), left);
      }
      return all;
    }

    /** One that ends with the row's absence goes before one that leaves it. */
    private static List<Change> successor(Change last, List<List<Change>> left) {
      List<Change> found = null;
      for (List<Change> chain : left) {
        Change first = chain.get(0);
        boolean fits =
            last.after() == ABSENT
                ? first.before() == ABSENT
                : first.before() != ABSENT
                    && !first.earlier()
                    && first.imageBefore() == last.imageAfter();
        if (fits && (found == null || remains(found) && !remains(chain))) {
          found = chain;
        }
      }
      return found;
    }

    private static boolean remains(List<Change> chain) {
      return chain.get(chain.size() - 1).after() != ABSENT;
    }
  }
}
