package io.bactrian.apply;

import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Where a spoke's applier reports rows that stand otherwise than the hub sent them, because a
 * trigger of the application altered them or kept them away. Thread-safe.
 */
public interface AlteredRows {
  /** For a database without such triggers. */
  AlteredRows NONE =
      new AlteredRows() {
        @Override
        public Set<String> tables() {
          return Set.of();
        }

        @Override
        public void found(String hub, Map<String, Found> byTable) {}
      };

  /** Our tables whose rows are read back after they are written; reading costs one query each. */
  Set<String> tables();

  /**
   * Called after the commit, at most once for a changeset.
   *
   * @param byTable what was found, by our table; not empty
   */
  void found(String hub, Map<String, Found> byTable);

  /**
   * Rows of one table.
   *
   * @param columns in which they differ; empty when they are absent
   */
  record Found(long rows, Set<String> columns) {
    public Found {
      columns = Set.copyOf(columns);
    }

    /** Returns both together. */
    public Found and(Found more) {
      Set<String> all = new TreeSet<>(columns);
      all.addAll(more.columns);
      return new Found(rows + more.rows, all);
    }

    static long rows(Collection<Found> found) {
      return found.stream().mapToLong(Found::rows).sum();
    }

    static Map<String, Found> sum(Map<String, Found> some, Map<String, Found> more) {
      Map<String, Found> all = new TreeMap<>(some);
      more.forEach((table, found) -> all.merge(table, found, Found::and));
      return all;
    }
  }
}
