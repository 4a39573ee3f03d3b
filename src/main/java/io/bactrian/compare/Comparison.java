package io.bactrian.compare;

import io.bactrian.changeset.Key;
import io.bactrian.changeset.Row;
import io.bactrian.changeset.RowId;
import io.bactrian.changeset.Table;
import io.bactrian.destination.DestinationRule;
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
 * Whether sites are in step: each row of the hub that a spoke sees is mapped to the spoke's terms
 * and compared with the spoke's rows, in the columns that the mapping gives; and no row of the
 * spoke is without its row at the hub. A row of the spoke counts when the hub fills its table, or
 * when it maps to something at the hub. Pure; thread-safe. What the hub shows to one spoke is held
 * in memory while that spoke is compared.
 */
public final class Comparison {
  /** Differences that are told in words; all are counted. */
  static final int TOLD = 100;

  private final Map<String, DestinationRule> destinations;
  private final Mapping toSpoke;
  private final Mapping toHub;

  /**
   * @param destinations of the hub's tables; a table without a rule is seen by nobody
   */
  public Comparison(Map<String, DestinationRule> destinations, Mapping toSpoke, Mapping toHub) {
    this.destinations = Map.copyOf(destinations);
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

  /** The sites are to be quiet meanwhile: what is under way counts as a difference. */
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
                findings.tell(
                    "%s differs from %s in %s %s: %s",
                    spoke.site(), hub.site(), table, key.text(), String.join(", ", columns));
              }
            } else if (filled.contains(table.name()) || !toHub.map(table, row).isEmpty()) {
              findings.tell(
                  "%s has %s %s, which %s does not have or does not show it",
                  spoke.site(), table, key.text(), hub.site());
            }
          });
    }
    view.forEach(
        (id, part) -> findings.tell("%s lacks %s %s", spoke.site(), id.table(), id.key().text()));
  }

  /** What a spoke is to have. */
  private Map<RowId, RowPart> view(Rows hub, String spoke) {
    Map<RowId, RowPart> view = new HashMap<>();
    for (Table table : hub.tables()) {
      DestinationRule rule = destinations.getOrDefault(table.name(), DestinationRule.NOWHERE);
      hub.each(
          table,
          row -> {
            if (rule.of(table, row).includes(spoke)) {
              for (RowPart part : toSpoke.map(table, row)) {
                view.merge(new RowId(part.target().name(), part.key()), part, RowPart::together);
              }
            }
          });
    }
    view.values().removeIf(part -> !part.owner());
    return view;
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
    private final List<String> told = new ArrayList<>();
    private long different;
    private long compared;

    void count(String site, Table table) {
      rows.computeIfAbsent(site, s -> new TreeMap<>()).merge(table.name(), 1L, Long::sum);
    }

    void tell(String line, Object... words) {
      different++;
      if (told.size() < TOLD) {
        told.add(String.format(line, words));
      }
    }

    Result result() {
      return new Result(rows, compared, different, List.copyOf(told));
    }
  }
}
