package io.bactrian.destination;

import io.bactrian.changeset.Row;
import io.bactrian.changeset.Table;
import io.bactrian.problem.Problem;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * Destinations by what some columns of a row hold: the ids of sites, separated by commas; nothing
 * is nobody. What was found once for a value is kept. Pure and thread-safe.
 */
final class ByColumns implements DestinationRule {
  private static final int KEPT = 10_000;

  private final List<String> columns;
  private final boolean spokesMayRoute;
  private final Function<String[], String> sites;
  private final Map<List<String>, Destinations> known = new ConcurrentHashMap<>();
  private volatile Positions last = new Positions(null, new int[0]);

  /** Where the columns are in one shape of the table. */
  private record Positions(Table table, int[] positions) {}

  ByColumns(List<String> columns, boolean spokesMayRoute, Function<String[], String> sites) {
    this.columns = columns;
    this.spokesMayRoute = spokesMayRoute;
    this.sites = sites;
  }

  @Override
  public List<String> reads() {
    return columns;
  }

  @Override
  public boolean spokesMayRoute() {
    return spokesMayRoute;
  }

  @Override
  public Destinations of(Table table, Row row) {
    if (row == null) {
      return Destinations.NONE;
    }
    int[] positions = positions(table);
    String[] values = new String[positions.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = row.get(positions[i]);
    }
    List<String> key = Arrays.asList(values);
    Destinations found = known.get(key);
    if (found == null) {
      found = parse(sites(table, values));
      if (known.size() >= KEPT) {
        known.clear();
      }
      known.put(key, found);
    }
    return found;
  }

  private String sites(Table table, String[] values) {
    try {
      return sites.apply(values);
    } catch (IllegalArgumentException e) {
      throw Problem.of("A row of `%s` can't be routed: it %s.", table, e.getMessage())
          .follows("Nothing is sent until the expression in tables.yaml is corrected.")
          .exception();
    }
  }

  private int[] positions(Table table) {
    Positions positions = last;
    if (positions.table() != table) {
      positions =
          new Positions(table, columns.stream().mapToInt(c -> position(table, c)).toArray());
      last = positions;
    }
    return positions.positions();
  }

  private static int position(Table table, String column) {
    int position = table.position(column);
    if (position < 0) {
      throw Problem.of(
              "Rows of `%s` can't be routed: tables.yaml takes their destination from column `%s`, which is not among the tracked ones.",
              table, column)
          .follows("Nothing is sent until it is.")
          .exception();
    }
    return position;
  }

  private static Destinations parse(String text) {
    TreeSet<String> sites = new TreeSet<>();
    for (String site : text == null ? new String[0] : text.split(",")) {
      if (!site.isBlank()) {
        sites.add(site.strip());
      }
    }
    return sites.isEmpty() ? Destinations.NONE : new Destinations(false, sites);
  }
}
