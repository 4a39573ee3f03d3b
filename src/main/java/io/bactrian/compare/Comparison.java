package io.bactrian.compare;

import io.bactrian.changeset.Key;
import io.bactrian.changeset.Row;
import io.bactrian.changeset.RowId;
import io.bactrian.changeset.Table;
import io.bactrian.destination.DestinationRule;
import io.bactrian.destination.Placement;
import io.bactrian.destination.StoredRow;
import io.bactrian.transform.Mapping;
import io.bactrian.transform.RowPart;
import io.bactrian.transform.Values;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Compares the rows of a hub with those of its spokes. Maps each row of the hub that a spoke sees
 * to the spoke's schema, and compares it with the spoke's row in the columns that the mapping
 * gives. Also finds rows of the spoke that have no row at the hub, in tables that the hub fills or
 * for rows that map to a table of the hub. Pure; thread-safe. Keeps one spoke's view of the hub in
 * memory.
 */
public final class Comparison {
  /** Most differences that are described in words; all are counted. */
  static final int MOST_DESCRIBED = 100;

  private final Placement placement;
  private final Mapping toSpoke;
  private final Mapping toHub;

  /**
   * @param destinations of the hub's tables; a table without a rule is seen by nobody
   */
  public Comparison(Map<String, DestinationRule> destinations, Mapping toSpoke, Mapping toHub) {
    this.placement = Placement.of(destinations);
    this.toSpoke = toSpoke;
    this.toHub = toHub;
  }

  /**
   * @param rows by site and table
   * @param compared rows of the hub's views that were compared with a spoke's
   * @param different how many rows differ, are missing or too many
   * @param differences the first of them, a line each: sites, table, key and columns, no values
   */
  public record Result(
      Map<String, Map<String, Long>> rows,
      long compared,
      long different,
      List<String> differences) {
    public boolean inStep() {
      return different == 0;
    }
  }

  /** Compares the sites. They must be idle meanwhile: changes under way count as differences. */
  public Result compare(Rows hub, Collection<? extends Rows> spokes) {
    Findings findings = new Findings();
    for (Table table : hub.tables()) {
      hub.each(table, row -> findings.count(hub.site(), table));
    }
    for (Rows spoke : spokes) {
      compare(hub, spoke, findings);
    }
    return findings.result();
  }

  private void compare(Rows hub, Rows spoke, Findings findings) {
    Map<RowId, RowPart> view = view(hub, spoke.site());
    Set<String> filled = new HashSet<>();
    view.keySet().forEach(id -> filled.add(id.table()));
    findings.compared += view.size();
    for (Table table : spoke.tables()) {
      spoke.each(
          table,
          row -> {
            findings.count(spoke.site(), table);
            Key key = table.keyOf(row);
            RowPart expected = view.remove(new RowId(table.name(), key));
            if (expected != null) {
              List<String> columns = differing(table, row, expected);
              if (!columns.isEmpty()) {
                findings.addDifference(
                    "%s differs from %s in %s %s: %s",
                    spoke.site(), hub.site(), table, key.text(), String.join(", ", columns));
              }
            } else if (filled.contains(table.name()) || !toHub.map(table, row).isEmpty()) {
              findings.addDifference(
                  "%s has %s %s, which %s does not have or does not show it",
                  spoke.site(), table, key.text(), hub.site());
            }
          });
    }
    view.forEach(
        (id, part) ->
            findings.addDifference("%s lacks %s %s", spoke.site(), id.table(), id.key().text()));
  }

  /** Rows that a spoke should have. */
  private Map<RowId, RowPart> view(Rows hub, String spoke) {
    Map<RowId, RowPart> view = new HashMap<>();
    Map<RowId, StoredRow> parents = parents(hub);
    for (Table table : hub.tables()) {
      hub.each(
          table,
          row -> {
            if (placement.of(table, row, parents::get).includes(spoke)) {
              for (RowPart part : toSpoke.map(table, row)) {
                view.merge(new RowId(part.target().name(), part.key()), part, RowPart::together);
              }
            }
          });
    }
    view.values().removeIf(part -> !part.owner());
    return view;
  }

  /** The rows by which others are placed. */
  private Map<RowId, StoredRow> parents(Rows hub) {
    Map<RowId, StoredRow> parents = new HashMap<>();
    for (Table table : hub.tables()) {
      if (!placement.below(table.name()).isEmpty()) {
        hub.each(
            table,
            row -> {
              StoredRow parent = new StoredRow(table, row);
              parents.put(parent.id(), parent);
            });
      }
    }
    return parents;
  }

  private static List<String> differing(Table table, Row row, RowPart expected) {
    List<String> names = new ArrayList<>();
    expected.columns().stream()
        .forEach(
            c -> {
              String name = expected.target().column(c).name();
              int position = table.position(name);
              if (position < 0
                  || !Values.same(
                      table.column(position), row.get(position), expected.row().get(c))) {
                names.add(name);
              }
            });
    return names;
  }

  /** What was found so far. */
  private static final class Findings {
    private final Map<String, Map<String, Long>> rows = new TreeMap<>();
    private final List<String> differences = new ArrayList<>();
    private long different;
    private long compared;

    void count(String site, Table table) {
      rows.computeIfAbsent(site, s -> new TreeMap<>()).merge(table.name(), 1L, Long::sum);
    }

    void addDifference(String line, Object... words) {
      different++;
      if (differences.size() < MOST_DESCRIBED) {
        differences.add(String.format(line, words));
      }
    }

    Result result() {
      return new Result(rows, compared, different, List.copyOf(differences));
    }
  }
}
